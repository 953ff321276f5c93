// Tries the extension from inside the editor, by the same calls that the editor itself makes, and writes what it sees to the file that QAPIGEN_TEST_RESULT names.
'use strict';

const { renameSync, writeFileSync } = require('node:fs');
const { basename, join } = require('node:path');
const { commands, extensions, languages, Position, Range, Uri, window, workspace } = require('vscode');

const folder = process.env.QAPIGEN_TEST_FOLDER;

// Asks until there is an answer that is not empty: who waits for the file decides how long.
async function until(ask) {
  for (;;) {
    const answer = await ask();
    if (Array.isArray(answer) ? answer.length > 0 : answer) {
      return answer;
    }

    await new Promise(done => setTimeout(done, 20));
  }
}

const findings = uri => languages.getDiagnostics(uri).map(finding => `${finding.code?.value ?? finding.code}`);
const place = found => `${basename((found.uri ?? found.targetUri).fsPath)}:${(found.range ?? found.targetRange).start.line + 1}`;
const ask = (name, uri, ...more) => commands.executeCommand(`vscode.${name}`, uri, ...more);

async function lookAround(seen, document) {
  const { uri } = document;
  const at = document.positionAt(document.getText().indexOf("'disk': 'Disk'") + 10);
  seen.definition = (await until(() => ask('executeDefinitionProvider', uri, at))).map(place);
  seen.references = (await ask('executeReferenceProvider', uri, at)).map(place);
  seen.highlights = (await ask('executeDocumentHighlights', uri, at)).length;
  seen.hover = (await ask('executeHoverProvider', uri, at)).flatMap(hover => hover.contents.map(content => content.value ?? content)).join('\n');
  seen.symbols = (await ask('executeDocumentSymbolProvider', uri)).map(symbol => symbol.name);
  seen.everywhere = (await commands.executeCommand('vscode.executeWorkspaceSymbolProvider', 'DiskF')).map(symbol => symbol.name);
  seen.tokens = (await ask('provideDocumentSemanticTokens', uri)).data.length;
  seen.folding = (await ask('executeFoldingRangeProvider', uri)).length;
  seen.completions = (await ask('executeCompletionItemProvider', uri, at)).items.map(item => item.label.label ?? item.label);
  seen.rename = (await ask('executeDocumentRenameProvider', uri, at, 'Drive')).entries().map(([changed, edits]) => `${basename(changed.fsPath)} ${edits.length}`);
  const other = Uri.file(join(folder, 'qapi', 'disk.json'));
  await workspace.openTextDocument(other);
  seen.hints = (await ask('executeInlayHintProvider', other, new Range(0, 0, 1000, 0))).map(hint => hint.label.map?.(part => part.value).join('') ?? hint.label);
}

async function type(seen, editor) {
  const { document } = editor;
  const at = document.getText().indexOf("'disk': 'Disk'") + 9;
  await editor.edit(edit => edit.insert(document.positionAt(at), 'D'));
  seen.typed = await until(() => findings(document.uri));
  seen.actions = (await ask('executeCodeActionProvider', document.uri, new Range(document.positionAt(at), document.positionAt(at + 1)))).map(action => action.title);
  await editor.edit(edit => edit.delete(new Range(document.positionAt(at), document.positionAt(at + 1))));
  await until(() => findings(document.uri).length === 0);
}

async function compare(seen, document) {
  const qapi = workspace.getConfiguration('qapi');
  await qapi.update('baseline', 'old.json', false);
  seen.lenses = (await until(async () => (await ask('executeCodeLensProvider', document.uri, 100)).filter(lens => lens.command))).map(lens => lens.command.title);
  await qapi.update('baseline', undefined, false);
  await until(async () => (await ask('executeCodeLensProvider', document.uri, 100)).length === 0);
}

// A configuration with accepted findings, in a file with a name of the user's own choice: what changes there, open or not, counts.
async function accept(seen) {
  const [root, accepted] = ['kept.qapi', 'accepted.txt'].map(name => Uri.file(join(folder, 'kept', name)));
  await workspace.openTextDocument(root);
  seen.broken = await until(() => findings(root));
  const line = 'QAPI3101 gone # nobody calls it\n';
  writeFileSync(accepted.fsPath, line);
  await until(() => findings(root).length === 0);
  writeFileSync(accepted.fsPath, '');
  await until(() => findings(root));
  const editor = await window.showTextDocument(await workspace.openTextDocument(accepted));
  await editor.edit(edit => edit.insert(new Position(0, 0), line + 'nonsense\n'));
  seen.accepting = await until(() => findings(accepted));
  await editor.edit(edit => edit.delete(new Range(1, 0, 2, 0)));
  await until(() => findings(root).length === 0 && findings(accepted).length === 0);
  await commands.executeCommand('workbench.action.files.revert');
}

async function askGit(seen) {
  const [schema, settings] = ['api.qapi', 'qapigen.toml'].map(name => Uri.file(join(folder, 'committed', name)));
  await workspace.openTextDocument(schema);
  seen.untrusted = (await until(() => languages.getDiagnostics(settings))).map(finding => finding.message);
}

async function restart(seen, document) {
  const qapi = workspace.getConfiguration('qapi');
  await Promise.all([commands.executeCommand('qapi.restart'), commands.executeCommand('qapi.restart')]);
  const symbols = async () => await ask('executeDocumentSymbolProvider', document.uri) ?? [];
  seen.restarted = (await until(symbols)).length;
  await qapi.update('server.path', '/no/such/program', true);
  await until(async () => (await symbols()).length === 0);
  await qapi.update('server.path', process.env.QAPIGEN_TEST_PROGRAM, true);
  seen.recovered = (await until(symbols)).length;
}

exports.activate = async () => {
  const seen = {};
  const result = process.env.QAPIGEN_TEST_RESULT;
  const step = async (look, ...more) => {
    writeFileSync(`${result}.part`, `${look.name} of ${JSON.stringify(seen)}`);
    await look(seen, ...more);
  };
  try {
    const document = await workspace.openTextDocument(Uri.file(join(folder, 'qapi', 'qapi-schema.json')));
    seen.language = document.languageId;
    seen.others = (await workspace.openTextDocument(Uri.file(join(folder, 'package.json')))).languageId;
    const editor = await window.showTextDocument(document);
    const extension = extensions.getExtension('qapigen.qapigen');
    await until(() => extension.isActive);
    seen.isTrusted = workspace.isTrusted;
    await step(lookAround, document);
    if (workspace.isTrusted) {
      await step(type, editor);
      await step(compare, document);
      await step(accept);
      await step(restart, document);
    } else {
      await step(askGit);
    }
  } catch (fault) {
    seen.fault = fault.stack;
  }

  // Whole, or not there.
  writeFileSync(`${result}.part`, JSON.stringify(seen));
  renameSync(`${result}.part`, result);
};
