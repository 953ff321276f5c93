// What the grammar makes of a schema: `npm test`.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';

const require = createRequire(import.meta.url);
const oniguruma = require('vscode-oniguruma');
const textmate = require('vscode-textmate');

const wasm = readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm'));
const onigLib = oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength))
  .then(() => ({ createOnigScanner: patterns => new oniguruma.OnigScanner(patterns), createOnigString: text => new oniguruma.OnigString(text) }));
const path = new URL('../syntaxes/qapi.tmLanguage.json', import.meta.url);
const registry = new textmate.Registry({ onigLib, loadGrammar: async () => textmate.parseRawGrammar(readFileSync(path, 'utf8'), 'qapi.tmLanguage.json') });
const grammar = await registry.loadGrammar('source.qapi');

// The innermost scope of each piece that is more than white space, as 'text scope'.
function tokens(text) {
  const found = [];
  let state = textmate.INITIAL;
  for (const line of text.split('\n')) {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    for (const token of result.tokens) {
      const piece = line.slice(token.startIndex, token.endIndex).trim();
      if (piece) {
        found.push(`${piece} ${token.scopes.at(-1).replace('.qapi', '')}`);
      }
    }
  }
  return found;
}

function has(text, ...expected) {
  const found = tokens(text);
  for (const item of expected) {
    assert.ok(found.includes(item), `'${item}' is not among:\n${found.join('\n')}`);
  }
}

test('a definition: what is defined, its name, keys, members, types', () => has(
  "{ 'struct': 'Disk', 'base': 'Base', 'data': { '*read-only': 'bool', 'tags': [ 'str' ] }, 'boxed': true }",
  'struct keyword.declaration', 'Disk entity.name.type', 'base keyword.other.key', 'data keyword.other.key', '* keyword.operator.optional',
  'read-only variable.other.member', 'bool string.quoted.single', 'str string.quoted.single', 'true constant.language.boolean'));

test('directives', () => has("{ 'include': 'a.json' }\n{ 'pragma': { 'doc-required': false } }",
  'include keyword.control.directive', 'a.json string.quoted.single', 'pragma keyword.control.directive', 'doc-required keyword.other.key', 'false constant.language.boolean'));

test('members that are called like keys and kinds are members', () => has(
  "{ 'struct': 'A', 'data': { 'event': 'str', '*data': 'int', 'type': [ 'B' ],\n    'if': { 'type': 'C', 'if': 'D' } } }",
  'event variable.other.member', 'data variable.other.member', 'type variable.other.member', 'if variable.other.member', 'str string.quoted.single', 'type keyword.other.key', 'if keyword.other.key',
  'data keyword.other.key'));

test('keys of what is nested are keys', () => has(
  "{ 'enum': 'A', 'data': [ { 'name': 'x', 'if': { 'all': [ 'P', { 'not': 'Q' } ] } } ],\n  'features': [ { 'name': 'f' } ] }",
  'name keyword.other.key', 'if keyword.other.key', 'all keyword.other.key', 'not keyword.other.key', 'features keyword.other.key', 'x string.quoted.single'));

test('a definition that nobody closed ends where the next one begins', () => has(
  "{ 'struct': 'A', 'data': { 'x': [ { 'type':\n##\n# @B:\n##\n{ 'enum': 'B', 'data': [] }\n{ 'event': 'C', 'data': {\n{ 'command': 'd' }",
  'B variable.parameter', 'enum keyword.declaration', 'B entity.name.type', 'event keyword.declaration', 'command keyword.declaration', 'd entity.name.type'));

test('documentation: names, tags, references, code, versions', () => has(
  "##\n# @name:\n#\n# Text with @mention, `Other` and ``code``.\n#\n# @arg: said (since 8.2)\n#\n# Returns: it\n#\n# .. note:: so\n#\n# Since: 1.0\n##",
  'name variable.parameter', 'mention variable.parameter', 'Other entity.name.type', '``code`` markup.inline.raw', 'arg variable.parameter',
  '(since 8.2) constant.numeric.version', 'Returns: keyword.other.documentation', 'note keyword.control.directive', 'Since: keyword.other.documentation'));

test('documentation ends, and definitions after it have colours', () => has("##\n# @A:\n##\n{ 'enum': 'A', 'data': [ 'x' ] }", 'enum keyword.declaration', 'A entity.name.type'));

test('a comment is no documentation', () => has("# just @text\n{ 'enum': 'A', 'data': [] } # more", 'just @text comment.line.number-sign', 'more comment.line.number-sign'));

test('a string that nobody closed ends with its line', () => has("{ 'struct': 'A\n{ 'enum': 'B', 'data': [] }", 'enum keyword.declaration', 'B entity.name.type'));

test('an address of mail is no member', () => assert.ok(!tokens('##\n# mail a@b.c\n##').some(token => token.startsWith('b.c variable'))));
