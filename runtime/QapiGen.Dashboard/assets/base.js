// What all pages share: elements, times, numbers, focus, notices.
import { scrolling } from './scroll.js';

export const meta = name => document.querySelector(`meta[name="qapi-${name}"]`)?.content ?? '';
export const isReadOnly = meta('read-only') === 'yes';
export const main = document.getElementById('main');

// Makes an element. Texts become text nodes, never markup.
export function h(tag, props = {}, ...children) {
  const element = tag.startsWith('svg:') ? document.createElementNS('http://www.w3.org/2000/svg', tag.slice(4)) : document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value' || name === 'checked') element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

// Changes a text only if it differs: what didn't change isn't laid out again. Its node stays: where one goes away, a browser ends the word that Ctrl+Z takes back,
// in whatever field somebody is writing meanwhile.
export function setText(element, text) {
  if (element.textContent === text) return;
  const node = element.firstChild;
  if (node !== null && node === element.lastChild && node.nodeType === Node.TEXT_NODE) node.data = text;
  else element.textContent = text;
}

// A line that stays one, however much it says: what there is no room for is on hover.
export function setLine(element, text) {
  setText(element, text);
  setAttribute(element, 'title', text || null);
}

export function setAttribute(element, name, value) {
  if (value === null || value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

// What a server calls something, or a word for a name of which nothing is seen.
export const named = name => (/[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(name) ? name : '(no name)');

// ---- Patterns of names, as the server has them.
export function matches(patterns, name) {
  return patterns.split(';').map(pattern => pattern.trim()).filter(Boolean).some(pattern =>
    new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')}$`, 'su').test(name));
}

export const isAllowed = command => !isReadOnly && matches(meta('allowed'), command);
export const isDestructive = command => matches(meta('destructive'), command);

// ---- Parameters of the page, which live in its address.
export const query = new URLSearchParams(location.search);

export function remember(values) {
  for (const [name, value] of Object.entries(values)) {
    if (value) query.set(name, value);
    else query.delete(name);
  }
  const text = query.toString();
  history.replaceState(null, '', text ? `?${text}` : location.pathname);
}

// A place of its own among those that the browser goes back to.
export function visit(values) {
  history.pushState(null, '', location.href);
  remember(values);
}

// ---- Times.
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hourCycle: 'h23' });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

export const clockTime = ms => clock.format(ms);

// Whatever a server says: not every number is a date.
const isTime = ms => Math.abs(ms) <= 8.64e15;

export const exactTime = ms => (isTime(ms) ? `${day.format(ms)}, ${clockTime(ms)}` : String(ms));
export const dayOf = ms => (isTime(ms) ? day.format(ms) : '');

// The time of a row, with day and all when one asks for it.
export function momentElement(ms) {
  return isTime(ms) ? h('time', { class: 'at', datetime: new Date(ms).toISOString(), title: exactTime(ms) }, clockTime(ms)) : h('span', { class: 'at' }, String(ms));
}

export function duration(seconds) {
  if (!Number.isFinite(seconds)) return '';
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor(s / 60) % 60} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor(s / 3600) % 24} h`;
}

// The time by the server's clock: the viewer's may be another.
let skew = 0;
export const now = () => Date.now() + skew;
export const setClock = ms => { skew = ms - Date.now(); };

export const ago = ms => {
  const seconds = (now() - ms) / 1000;
  return seconds < 1 ? 'now' : `${duration(seconds)} ago`;
};

export function setTime(element, ms) {
  if (element.dataset.ms === String(ms ?? '')) return;
  element.dataset.ms = ms ?? '';
  setText(element, ms ? ago(ms) : '');
  if (ms) {
    element.dateTime = new Date(ms).toISOString();
    element.title = exactTime(ms);
  }
}

setInterval(() => {
  if (document.hidden) return;
  for (const element of document.querySelectorAll('time.ago')) {
    if (element.dataset.ms) setText(element, ago(Number(element.dataset.ms)));
  }
}, 1000);

// ---- Numbers.
const plain = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
export const count = number => plain.format(number).replace(/,/g, '\u202f');

export function short(number) {
  const units = ['', 'k', 'M', 'G', 'T', 'P'];
  let unit = 0;
  while (Math.abs(number) >= 1000 && unit < units.length - 1) {
    number /= 1000;
    unit++;
  }
  return `${number >= 100 || unit === 0 ? Math.round(number) : number.toFixed(1)}${unit ? `\u202f${units[unit]}` : ''}`;
}

// In the unit of time in which it is one at least.
export const perTime = rate => (rate >= 0.95 ? `${short(rate)}/s` : rate * 60 >= 0.95 ? `${short(rate * 60)}/min` : `${short(rate * 3600)}/h`);

// ---- Focus that a change takes away goes on at the nearest place that is left, rather than at the top of the page.
const isLost = element => !element.isConnected || element.disabled || element.closest('[hidden]') !== null;

export function holdFocus(change, fallback) {
  const before = document.activeElement;
  change();
  if (before === null || before === document.body || !isLost(before)) return;
  const next = fallback();
  (next && !isLost(next) ? next : main).focus();
}

// ---- What acts does so once: not again at the second click of two, nor while a key is held down, when another button may stand there already.
export const once = action => event => (event.detail > 1 ? event.preventDefault() : action?.(event));
document.addEventListener('keydown', event => {
  // Enter in a field sends its form.
  const acting = { ' ': 'button, dialog', Enter: 'button, dialog, input, select' }[event.key];
  if (event.repeat && acting && event.target.closest(acting)) event.preventDefault();
});

// ---- Notices: what went wrong, in the server's words; they stay until they are closed or a while has passed.
const notices = document.getElementById('notices');
let beforeNotices = null;
notices.addEventListener('focusin', event => {
  if (event.relatedTarget && !notices.contains(event.relatedTarget)) beforeNotices = event.relatedTarget;
});

export function notice(text, kind = 'bad', ...more) {
  const close = () => holdFocus(() => item.remove(), () => notices.querySelector('button') ?? beforeNotices);
  const item = h('div', { class: `notice ${kind}` }, scrolling(h('p', {}, text, ...more)), h('button', { type: 'button', class: 'quiet', 'aria-label': 'Close notice', onclick: close }, '×'));
  const isUsed = other => other.contains(document.activeElement) || other.matches(':hover');
  notices.append(item);
  for (const old of [...notices.children].slice(0, -4)) if (!isUsed(old)) old.remove();
  setTimeout(() => isUsed(item) || item.remove(), 12000);
}

// ---- A select whose options follow a list of names, and whose choice stays.
export function setOptions(select, names, first) {
  const chosen = select.dataset.wanted || select.value;

  // What is chosen stays, though it isn't there: what is meant for it doesn't go to another.
  const all = chosen && !names.includes(chosen) ? [...names, chosen] : names;
  const wanted = first === undefined ? all : ['', ...all];
  const known = [...select.options].map(option => option.value);
  if (known.length === wanted.length && known.every((value, i) => value === wanted[i])) return;
  select.replaceChildren(...wanted.map(name => h('option', { value: name }, name === '' ? first : name)));
  if (wanted.includes(chosen)) select.value = chosen;
}

// ---- Theme: theme.js has set the one that was chosen before.
const themes = ['auto', 'light', 'dark'];
const themeButton = document.getElementById('theme');
const themeNow = () => document.documentElement.dataset.theme ?? 'auto';
const showTheme = () => setText(themeButton, `Theme: ${themeNow()}`);

function setTheme(theme) {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  showTheme();
}

showTheme();

// Chosen in another tab.
addEventListener('storage', event => {
  if (event.key === 'qapi-theme' && themes.includes(event.newValue)) setTheme(event.newValue);
});
themeButton.addEventListener('click', () => {
  const theme = themes[(themes.indexOf(themeNow()) + 1) % themes.length];
  setTheme(theme);
  try {
    localStorage.setItem('qapi-theme', theme);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
});
