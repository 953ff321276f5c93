// Starts `qapigen lsp` and connects the editor to it.
'use strict';

const { commands, window, workspace } = require('vscode');
const { LanguageClient, TransportKind } = require('vscode-languageclient/node');

let client;

// What a folder brings is not run before its user trusts the folder: reading a project with MSBuild runs it.
function settings() {
  const { dialect, roots, baseline, conditions, programs } = workspace.getConfiguration('qapi');
  return { dialect, roots, baseline, conditions, programs: programs && workspace.isTrusted };
}

function tellSettings() {
  return client?.isRunning() ? client.sendNotification('workspace/didChangeConfiguration', { settings: { qapi: settings() } }) : undefined;
}

async function start() {
  const command = workspace.getConfiguration('qapi').get('server.path');
  const server = { command, args: ['lsp'], transport: TransportKind.stdio };
  client = new LanguageClient('qapi', 'QAPI', server, {
    // Not the older side of a comparison (git:), whose includes nobody has.
    documentSelector: [{ scheme: 'file', language: 'qapi' }, { scheme: 'untitled', language: 'qapi' }, { scheme: 'file', pattern: '**/qapigen.toml' }],
    initializationOptions: settings(),
  });
  try {
    await client.start();
  } catch (error) {
    window.showErrorMessage(`'${command} lsp' doesn't start: ${error.message}. 'dotnet tool install --global QapiGen.Cli' brings it; the setting qapi.server.path says where it is.`);
  }
}

// One that has never run can't be stopped, and need not be.
async function stop() {
  await client?.stop().catch(() => undefined);
}

// One after the other, however often it is asked for.
let restarting = Promise.resolve();

function restart() {
  restarting = restarting.then(stop).then(start);
  return restarting;
}

exports.activate = async context => {
  context.subscriptions.push(
    commands.registerCommand('qapi.restart', restart),
    workspace.onDidChangeConfiguration(change => change.affectsConfiguration('qapi.server.path') ? restart() : change.affectsConfiguration('qapi') ? tellSettings() : undefined),
    workspace.onDidGrantWorkspaceTrust(tellSettings));
  await restart();
};

exports.deactivate = stop;
