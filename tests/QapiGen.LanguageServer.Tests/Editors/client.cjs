// A client of the server, by the protocol's own package for Node.
'use strict';

const { spawn } = require('node:child_process');
const { readFileSync, writeFileSync } = require('node:fs');
const { fileURLToPath, pathToFileURL } = require('node:url');
const protocol = require('vscode-languageserver-protocol/node');

const folder = process.env.QAPIGEN_TEST_FOLDER;
const file = `${folder}/qapi/qapi-schema.json`;
const uri = pathToFileURL(file).href;

async function main() {
  const server = spawn('dotnet', [process.env.QAPIGEN_TEST_TOOL, 'lsp'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exit = new Promise(resolve => server.once('exit', resolve));
  const connection = protocol.createProtocolConnection(new protocol.StreamMessageReader(server.stdout), new protocol.StreamMessageWriter(server.stdin));
  const published = [];
  let wake = () => undefined;
  connection.onNotification(protocol.PublishDiagnosticsNotification.type, message => {
    published.push(message);
    wake();
  });
  connection.listen();

  const seen = {};
  const initialized = await connection.sendRequest(protocol.InitializeRequest.type, {
    processId: process.pid, rootUri: pathToFileURL(folder).href, workspaceFolders: null, capabilities: {
      general: { positionEncodings: ['utf-8', 'utf-16'] },
      textDocument: { documentSymbol: { hierarchicalDocumentSymbolSupport: true } },
    },
  });
  seen.encoding = initialized.capabilities.positionEncoding;
  await connection.sendNotification(protocol.InitializedNotification.type, {});

  const text = readFileSync(file, 'utf8');
  const lines = text.split('\n');
  const line = lines.findIndex(item => item.includes("'disk': 'Disk'"));
  const character = lines[line].indexOf("'Disk'") + 2;
  await connection.sendNotification(protocol.DidOpenTextDocumentNotification.type, { textDocument: { uri, languageId: 'qapi', version: 1, text } });
  await connection.sendNotification(protocol.DidChangeTextDocumentNotification.type, {
    textDocument: { uri, version: 2 },
    contentChanges: [{ range: { start: { line, character }, end: { line, character: character + 1 } }, text: '' }],
  });
  while (!published.some(message => message.version === 2)) {
    await new Promise(resolve => { wake = resolve; });
  }
  seen.finding = published.find(message => message.version === 2).diagnostics[0].code;
  await connection.sendNotification(protocol.DidChangeTextDocumentNotification.type, { textDocument: { uri, version: 3 }, contentChanges: [{ text }] });

  const at = { textDocument: { uri }, position: { line, character } };
  const [place] = await connection.sendRequest(protocol.DefinitionRequest.type, at);
  seen.definition = `${fileURLToPath(place.uri)}:${place.range.start.line + 1}`;
  seen.hover = (await connection.sendRequest(protocol.HoverRequest.type, at)).contents.value;
  seen.completions = (await connection.sendRequest(protocol.CompletionRequest.type, at)).items.length;
  const diskUri = pathToFileURL(`${folder}/qapi/disk.json`).href;
  seen.symbols = (await connection.sendRequest(protocol.DocumentSymbolRequest.type, { textDocument: { uri: diskUri } })).length;
  seen.unknown = await connection.sendRequest('textDocument/moniker', at).then(() => 0, error => error.code);
  await connection.sendRequest(protocol.ShutdownRequest.type);
  await connection.sendNotification(protocol.ExitNotification.type);
  seen.exit = await exit;
  writeFileSync(process.env.QAPIGEN_TEST_RESULT, JSON.stringify(seen));
}

main().then(() => process.exit(0), error => {
  console.error(error);
  process.exit(1);
});
