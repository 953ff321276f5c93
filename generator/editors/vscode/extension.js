// Starts `qapigen lsp` and connects the editor to it.
'use strict';

const { commands, window, workspace } = require('vscode');
const { LanguageClient, TransportKind } = require('vscode-languageclient/node');

let client;

function settings() {
  const { dialect, roots, baseline, conditions, programs } = workspace.getConfiguration('qapi');
  return { dialect, roots, baseline, conditions, programs };
}

async function start() {
  const command = workspace.getConfiguration('qapi').get('server.path');
  const server = { command, args: ['lsp'], transport: TransportKind.stdio };
  client = new LanguageClient('qapi', 'QAPI', server, {
    documentSelector: [{ language: 'qapi' }, { scheme: 'file', pattern: '**/qapigen.toml' }],
    synchronize: { configurationSection: 'qapi' },
    initializationOptions: settings(),
  });
  try {
    await client.start();
  } catch (error) {
    window.showErrorMessage(`'${command} lsp' doesn't start: ${error.message}. 'dotnet tool install --global QapiGen.Cli' brings it; the setting qapi.server.path says where it is.`);
  }
}

exports.activate = async context => {
  context.subscriptions.push(commands.registerCommand('qapi.restart', async () => {
    await client?.stop().catch(() => undefined);
    await start();
  }));
  await start();
};

exports.deactivate = () => client?.stop();
