// What the extension does with the editor and the server, both made up here: `npm test`. In the editor itself test/probe tries it.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';

const require = createRequire(import.meta.url);
const Module = require('node:module');

// An editor and a client that write down what happens; the extension is loaded anew each time.
function activate({ isTrusted = true, fails = false, given = {} } = {}) {
  const log = [];
  const handlers = {};
  let made;
  const set = { 'server.path': 'qapigen', dialect: 'lenient', roots: [], baseline: '', conditions: '', programs: true, ...given };
  const workspace = {
    isTrusted,
    getConfiguration: section => ({ section, ...set, get: name => set[name] }),
    onDidChangeConfiguration: handler => { handlers.changed = names => handler({ affectsConfiguration: asked => names.some(name => name === asked || name.startsWith(asked + '.')) }); return {}; },
    onDidGrantWorkspaceTrust: handler => { handlers.trusted = handler; return {}; },
  };
  class LanguageClient {
    constructor(id, name, server, options) {
      Object.assign(this, { server, options, running: false });
      made = this;
      log.push(['made', server.command, ...server.args, options.initializationOptions]);
    }

    isRunning() { return this.running; }

    async start() {
      await null;
      if (fails) {
        throw new Error('spawn ENOENT');
      }

      this.running = true;
      log.push(['started']);
    }

    async stop() {
      if (!this.running) {
        throw new Error('not running');
      }

      await null;
      this.running = false;
      log.push(['stopped']);
    }

    async sendNotification(method, parameters) { log.push([method, parameters]); }
  }

  const fakes = {
    vscode: {
      commands: { registerCommand: (name, run) => { handlers[name] = run; return {}; } },
      window: { showErrorMessage: text => { log.push(['shown', text]); } },
      workspace,
    },
    'vscode-languageclient/node': { LanguageClient, TransportKind: { stdio: 0 } },
  };
  const load = Module._load;
  Module._load = (name, ...more) => fakes[name] ?? load(name, ...more);
  const path = require.resolve('../extension.js');
  delete require.cache[path];
  const extension = require(path);
  Module._load = load;
  const context = { subscriptions: [] };
  return { extension, handlers, log, set, workspace, context, client: () => made, started: extension.activate(context) };
}

test('it starts the tool that is set, with what is set', async () => {
  const { log, started, context } = activate({ given: { 'server.path': '/opt/qapigen', dialect: 'auto', baseline: 'git:main' } });
  await started;
  assert.deepEqual(log, [['made', '/opt/qapigen', 'lsp', { dialect: 'auto', roots: [], baseline: 'git:main', conditions: '', programs: true }], ['started']]);
  assert.equal(context.subscriptions.length, 3);
});

test('it serves files and what is not saved yet, but no older side of a comparison', async () => {
  const { started, client } = activate();
  await started;
  const { documentSelector } = client().options;
  assert.deepEqual(documentSelector.filter(({ language }) => language === 'qapi').map(({ scheme }) => scheme), ['file', 'untitled']);
  assert.ok(documentSelector.every(({ scheme }) => scheme !== undefined));
});

test('Enter goes on in a block, and not behind it; a word ends before its sentence', () => {
  const { onEnterRules, wordPattern } = require('../language-configuration.json');
  const goesOn = (before, line) => onEnterRules.some(rule => new RegExp(rule.beforeText).test(line) && new RegExp(rule.previousLineText ?? '').test(before));
  assert.deepEqual([['', '##'], ['{ }', '##'], ['##', '# @x:'], ['# text', '#'], ['#', '##'], ['# text', '##'], ['##', '{ }']].map(([before, line]) => goesOn(before, line)), [true, true, true, true, false, false, false]);
  assert.deepEqual('Of JobInfo. Say @a-b.c, x-'.match(new RegExp(wordPattern, 'g')), ['Of', 'JobInfo', 'Say', 'a-b.c', 'x-']);
});

test('a folder that is not trusted runs no programs, until it is', async () => {
  const { log, started, handlers, workspace } = activate({ isTrusted: false });
  await started;
  assert.equal(log[0].at(-1).programs, false);
  workspace.isTrusted = true;
  await handlers.trusted();
  assert.deepEqual([log.at(-1)[0], log.at(-1)[1].settings.qapi.programs], ['workspace/didChangeConfiguration', true]);
});

test('who forbids programs has them forbidden in trusted folders, too', async () => {
  const { log, started } = activate({ given: { programs: false } });
  await started;
  assert.equal(log[0].at(-1).programs, false);
});

test('a setting that changes is told, others are not', async () => {
  const { log, started, handlers, set } = activate();
  await started;
  set.dialect = '10.2';
  await handlers.changed(['qapi.dialect']);
  await handlers.changed(['editor.fontSize']);
  assert.deepEqual(log.slice(2), [['workspace/didChangeConfiguration', { settings: { qapi: { dialect: '10.2', roots: [], baseline: '', conditions: '', programs: true } } }]]);
});

test('another server is started in place of the one before', async () => {
  const { log, started, handlers, set } = activate();
  await started;
  set['server.path'] = '/opt/other';
  await handlers.changed(['qapi.server.path']);
  assert.deepEqual(log.slice(2).map(([what, program]) => what === 'made' ? program : what), ['stopped', '/opt/other', 'started']);
});

test('two restarts at once leave one server', async () => {
  const { log, started, handlers } = activate();
  await started;
  await Promise.all([handlers['qapi.restart'](), handlers['qapi.restart']()]);
  assert.deepEqual(log.slice(2).map(([what]) => what), ['stopped', 'made', 'started', 'stopped', 'made', 'started']);
});

test('a tool that does not start is named, and the editor goes on', async () => {
  const { log, started, extension, handlers } = activate({ fails: true, given: { 'server.path': '/no/such' } });
  await started;
  assert.match(log.at(-1)[1], /'\/no\/such lsp' doesn't start: spawn ENOENT.*qapi\.server\.path/);
  await handlers.changed(['qapi.dialect']);
  await handlers['qapi.restart']();
  await extension.deactivate();
  assert.deepEqual(log.map(([what]) => what), ['made', 'shown', 'made', 'shown']);
});

test('it ends with the editor', async () => {
  const { log, started, extension } = activate();
  await started;
  await extension.deactivate();
  assert.deepEqual(log.at(-1), ['stopped']);
});
