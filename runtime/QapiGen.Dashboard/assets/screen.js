// A machine's screen, about once a second while one looks, and its keys.
import { execute, faultOf } from './actions.js';
import { h, isAllowed, main, notice, query, remember, setLine, setOptions, setText } from './base.js';
import { askingLine, goneLines, goneText, isAsked, live } from './live.js';

const server = h('select', { id: 'server' });
server.dataset.wanted = query.get('server') ?? '';
const image = h('img', { alt: 'Screen of the machine', hidden: true });
const keyboard = h('button', { type: 'button', 'aria-pressed': 'false', onclick: toggleKeyboard }, 'Type into the machine');
const state = h('p', { class: 'summary', role: 'status', 'aria-live': 'polite' });
const empty = h('div', { class: 'empty', hidden: true });
const fault = h('p', { class: 'summary bad-text', role: 'alert' });
const frame = h('div', { class: 'frame screen' }, image);
let machines = [];
const combinations = [['Ctrl+Alt+Del', ['ctrl', 'alt', 'delete']], ['Enter', ['ret']], ['Esc', ['esc']], ['Tab', ['tab']], ['F1', ['f1']], ['F2', ['f2']], ['F12', ['f12']], ['Ctrl+Alt+F1', ['ctrl', 'alt', 'f1']], ['Ctrl+Alt+F2', ['ctrl', 'alt', 'f2']]];
const text = h('textarea', { id: 'text', rows: '1', autocomplete: 'off', spellcheck: 'false', placeholder: 'text to type', oninput: fitText, onkeydown: sendByEnter });
const keys = h('form', { class: 'keys', 'aria-label': 'Keys', onsubmit: sendText },
  h('label', { for: 'text' }, 'Text'), text, h('button', {}, 'Send'), combinations.map(([name, codes]) => h('button', { type: 'button', onclick: () => send(codes) }, name)), keyboard);
main.append(h('div', { class: 'head' }, h('form', { class: 'filter', onsubmit: event => event.preventDefault() }, h('label', { for: 'server' }, 'Machine'), server), h('div', { class: 'turns' }, fault, state)), empty, frame, keys);

// QKeyCode by the key's place, and for texts by the character on an English keyboard.
const codes = { Enter: 'ret', Escape: 'esc', Backspace: 'backspace', Tab: 'tab', Space: 'spc', ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right', Delete: 'delete', Insert: 'insert', Home: 'home', End: 'end', PageUp: 'pgup', PageDown: 'pgdn', Minus: 'minus', Equal: 'equal', BracketLeft: 'bracket_left', BracketRight: 'bracket_right', Backslash: 'backslash', Semicolon: 'semicolon', Quote: 'apostrophe', Backquote: 'grave_accent', Comma: 'comma', Period: 'dot', Slash: 'slash', CapsLock: 'caps_lock', IntlBackslash: 'less', PrintScreen: 'print', ScrollLock: 'scroll_lock', Pause: 'pause', ContextMenu: 'menu', NumLock: 'num_lock', IntlRo: 'ro', IntlYen: 'yen', KanaMode: 'katakanahiragana', Convert: 'henkan', NonConvert: 'muhenkan', Lang1: 'lang1', Lang2: 'lang2', NumpadEqual: 'kp_equals', NumpadComma: 'kp_comma', NumpadDivide: 'kp_divide', NumpadMultiply: 'kp_multiply', NumpadSubtract: 'kp_subtract', NumpadAdd: 'kp_add', NumpadEnter: 'kp_enter', NumpadDecimal: 'kp_decimal' };
const modifiers = { ControlLeft: 'ctrl', ControlRight: 'ctrl_r', AltLeft: 'alt', AltRight: 'alt_r', ShiftLeft: 'shift', ShiftRight: 'shift_r', MetaLeft: 'meta_l', MetaRight: 'meta_r' };
const signs = { '\n': 'ret', '\t': 'tab', ' ': 'spc', '-': 'minus', '=': 'equal', '[': 'bracket_left', ']': 'bracket_right', '\\': 'backslash', ';': 'semicolon', "'": 'apostrophe', '`': 'grave_accent', ',': 'comma', '.': 'dot', '/': 'slash' };
const shifted = { '!': '1', '@': '2', '#': '3', $: '4', '%': '5', '^': '6', '&': '7', '*': '8', '(': '9', ')': '0', _: '-', '+': '=', '{': '[', '}': ']', '|': '\\', ':': ';', '"': "'", '~': '`', '<': ',', '>': '.', '?': '/' };

function codesOf(character) {
  if (/^[a-z0-9]$/.test(character)) return [character];
  if (/^[A-Z]$/.test(character)) return ['shift', character.toLowerCase()];
  if (signs[character]) return [signs[character]];
  if (shifted[character]) return ['shift', ...codesOf(shifted[character])];
  return null;
}

// One after the other: requests that are on their way together come in any order. They go to the machine that was chosen when they were typed.
let sending = Promise.resolve();
function inTurn(action) {
  const to = server.value;
  sending = sending.then(() => action(to));
  return sending;
}

const send = names => inTurn(to => press(to, names));

async function press(to, names) {
  const answer = await execute(to, 'send-key', { keys: names.map(data => ({ type: 'qcode', data })) });
  if (answer.error) notice(`send-key: ${answer.error.desc}`);
  return !answer.error;
}

function sendText(event) {
  event.preventDefault();
  const whole = text.value;
  write('');
  inTurn(to => type(to, whole));
}

async function type(to, whole) {
  const characters = [...whole];
  while (characters.length > 0) {
    const names = codesOf(characters[0]);
    if (!names) notice(`There is no key for '${characters[0]}'`);
    else if (!await press(to, names)) break;
    characters.shift();
  }

  // What wasn't typed is there again.
  if (characters.length > 0) write(characters.join('') + text.value);
}

function write(value) {
  text.value = value;
  fitText();
}

function fitText() {
  text.rows = Math.min(6, text.value.split('\n').length);
}

// With Shift it is a line's end, as one that is pasted.
function sendByEnter(event) {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  if (!event.repeat) keys.requestSubmit();
}

let isTyping = false;
function toggleKeyboard() {
  isTyping = !isTyping;
  lone = [];
  keyboard.setAttribute('aria-pressed', isTyping);
  setText(keyboard, isTyping ? 'Typing: leave with Ctrl+Escape' : 'Type into the machine');
}

function nameOf(code) {
  if (/^(Key[A-Z]|Digit[0-9])$/.test(code)) return code.at(-1).toLowerCase();
  if (/^Numpad[0-9]$/.test(code)) return `kp_${code.at(-1)}`;
  return /^F([1-9]|1[0-2])$/.test(code) ? code.toLowerCase() : null;
}

// Modifiers that are down and have had no other key: they are sent by themselves when one of them goes up.
let lone = [];
keyboard.addEventListener('blur', () => isTyping && toggleKeyboard());
keyboard.addEventListener('keyup', event => {
  if (!isTyping || !lone.includes(modifiers[event.code])) return;
  send(lone);
  lone = [];
});
keyboard.addEventListener('keydown', event => {
  if (!isTyping) return;
  event.preventDefault();
  if (event.code === 'Escape' && event.ctrlKey) {
    toggleKeyboard();
    return;
  }
  if (modifiers[event.code]) {
    if (event.repeat) return;
    lone = event.getModifierState('AltGraph') ? ['alt_r'] : [...lone, modifiers[event.code]];
    return;
  }
  lone = [];
  const name = codes[event.code] ?? nameOf(event.code);

  // Windows says Ctrl and Alt for AltGr, others neither.
  const isThird = event.getModifierState('AltGraph');
  if (name) send([event.ctrlKey && !isThird && 'ctrl', event.altKey && !isThird && 'alt', isThird && 'alt_r', event.shiftKey && 'shift', event.metaKey && 'meta_l', name].filter(Boolean));
});

let address = '';
let timer = 0;
async function look() {
  clearTimeout(timer);
  timer = setTimeout(look, 60000);
  const name = server.value;
  if (!document.hidden && name) {
    try {
      const answer = await fetch(`api/screen?server=${encodeURIComponent(name)}`, { redirect: 'manual' });
      const picture = answer.ok ? await answer.blob() : null;
      const words = answer.ok ? '' : await faultOf(answer);

      // Another machine has been chosen meanwhile: its own picture is on the way.
      if (name !== server.value) return;
      if (picture) await paint(picture);
      complain(words);
    } catch (reason) {
      if (name === server.value) complain(reason.message);
    }
  }
  clearTimeout(timer);
  timer = setTimeout(look, 1000);
}

async function paint(picture) {
  const old = address;
  address = URL.createObjectURL(picture);
  image.src = address;
  if (old) URL.revokeObjectURL(old);
  await image.decode();
  image.hidden = false;
  setText(state, `${image.naturalWidth} × ${image.naturalHeight}`);
}

// What is seen is old, then.
function complain(words) {
  setLine(fault, words);
  image.classList.toggle('old', words !== '');
}

function showKeys() {
  keys.hidden = !machines.find(item => item.name === server.value)?.hasKeys || !isAllowed('send-key');
}

server.addEventListener('change', () => {
  remember({ server: server.value });
  server.dataset.wanted = server.value;
  image.hidden = true;
  complain('');
  showKeys();
  look();
});
document.addEventListener('visibilitychange', () => document.hidden || look());

// Nobody is there to take keys before it is known who is there.
showKeys();
live(() => ({}), {
  servers: list => {
    machines = list.filter(item => item.hasScreen);
    setOptions(server, machines.map(item => item.name));
    empty.hidden = machines.length > 0;
    if (!empty.hidden) {
      const asked = list.filter(isAsked).map(item => item.name);
      empty.replaceChildren(...asked.length > 0 ? [askingLine(asked)] : [h('p', {}, 'No machine with a screen.'), h('p', {}, 'Connect QEMU by its QMP address; storage daemons and guest agents have no screen.')], ...goneLines(list));
    }
    frame.hidden = machines.length === 0;
    showKeys();
    const words = goneText(machines.find(item => item.name === server.value));
    if (words) complain(words);
    if (!timer) look();
  },
});
