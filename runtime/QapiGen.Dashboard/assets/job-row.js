// A row of the table of jobs, and its details: made once, changed in place, so that focus and selection stay where they are.
import { count, duration, h, isAllowed, isReadOnly, named, once, perTime, setAttribute, setText, setTime } from './base.js';
import { scrolling } from './scroll.js';
import { describeWay, drawStates } from './states.js';

export const verbNames = { pause: 'Pause', resume: 'Resume', complete: 'Complete', finalize: 'Finalize', cancel: 'Cancel', dismiss: 'Dismiss' };
const slots = { pause: 1, resume: 1, finalize: 1, dismiss: 1, complete: 2, cancel: 3 };
const tone = job => (job.status === 'concluded' && job.error !== undefined ? 'failed' : job.status);

// Of a server that doesn't say: the row is as it was last seen.
const toneNow = job => job.lost ?? tone(job);

// Where nothing may be done anyway, there needn't be room for it.
const canAct = Object.keys(verbNames).some(verb => isAllowed(`job-${verb}`));

// What is done with it is the page's business: toggle(key), select(key, isSelected), act(key, verb, button).
export function makeRow(job, { toggle, select, act }) {
  const name = h('button', { type: 'button', class: 'expander', 'aria-expanded': 'false', onclick: () => toggle(job.key) }, h('span', { class: 'clamp' }, named(job.id)));
  const pick = h('input', { type: 'checkbox', 'aria-label': `Select ${named(job.id)}`, onchange: () => select(job.key, pick.checked) });
  const parts = {
    pick, name,
    origin: h('span', { class: 'origin' }, job.server),
    type: h('span', { class: 'clamp' }),
    status: h('span', { class: 'status' }),
    bar: h('progress', { 'aria-label': `Progress of ${named(job.id)}` }),
    percent: h('span', { class: 'percent' }),
    rate: h('span', { class: 'rate' }),
    error: h('span', { class: 'error' }),
    time: h('time', { class: 'ago' }),
    actions: h('div', { class: canAct ? 'verbs' : '' }),
    buttons: new Map(),
    details: null,
    act,
  };
  parts.row = h('tr', { 'data-key': job.key, class: 'job' },
    h('td', { class: 'pick' }, isReadOnly ? null : pick),
    h('th', { scope: 'row', class: 'name' }, name, parts.origin),
    h('td', { class: 'type' }, parts.type),
    h('td', { class: 'state' }, parts.status),
    h('td', { class: 'progress' }, parts.bar, h('span', { class: 'numbers' }, parts.percent, parts.rate, parts.error)),
    h('td', { class: 'when' }, parts.time),
    h('td', { class: 'actions' }, parts.actions));
  return parts;
}

export function patchRow(parts, job) {
  setText(parts.type, job.type);
  setAttribute(parts.type, 'title', job.type);
  parts.row.classList.toggle('lost', job.lost !== undefined);
  setText(parts.status, job.lost ?? job.status);
  setAttribute(parts.status, 'title', job.lost ? `${tone(job)} when it was last seen` : tone(job));
  setAttribute(parts.status, 'data-status', toneNow(job));
  patchProgress(parts, job);
  setTime(parts.time, job.way.at(-1)?.time);
  patchActions(parts, job);
  if (parts.details) fillDetails(parts, job);
}

function patchProgress(parts, job) {
  const isDone = job.status === 'concluded' && job.error === undefined;
  const part = job.total > 0 ? Math.min(1, Math.max(0, job.current / job.total)) : isDone ? 1 : 0;
  if (parts.bar.value !== part) parts.bar.value = part;
  setText(parts.percent, job.total > 0 || isDone ? `${Math.floor(part * 100)}\u202f%` : '–');
  const rest = job.rate > 0 && !job.lost && job.total > job.current ? `${duration((job.total - job.current) / job.rate)} left` : '';
  // What went wrong has the place of what is no more, so that no row grows.
  setText(parts.error, job.error ?? '');
  setAttribute(parts.error, 'title', job.error);
  const rate = job.error === undefined && job.rate > 0 && !job.lost ? `${perTime(job.rate)}${rest ? ` · ${rest}` : ''}` : '';
  setText(parts.rate, rate);
  setAttribute(parts.rate, 'title', rate || null);
  setAttribute(parts.bar, 'data-status', toneNow(job));
  setAttribute(parts.bar, 'title', `${count(job.current)} of ${count(job.total)}`);
}

function patchActions(parts, job) {
  for (const button of parts.buttons.values()) setAttribute(button, 'aria-disabled', job.lost ? 'true' : null);
  if (job.lost) return;
  const hadFocus = parts.actions.contains(document.activeElement);
  for (const [verb, button] of parts.buttons) {
    if (!job.verbs.includes(verb)) {
      button.remove();
      parts.buttons.delete(verb);
    }
  }
  for (const verb of job.verbs) {
    if (parts.buttons.has(verb)) continue;
    const button = h('button', { type: 'button', class: verb === 'cancel' ? 'danger' : '', 'data-slot': slots[verb], onclick: once(() => parts.act(job.key, verb, button)) }, verbNames[verb]);
    parts.buttons.set(verb, button);
    const after = [...parts.actions.children].find(other => other.dataset.slot > slots[verb]);
    parts.actions.insertBefore(button, after ?? null);
  }
  if (hadFocus && !parts.actions.contains(document.activeElement)) (parts.actions.querySelector('button') ?? parts.name).focus();
}

// Columns that a narrow window leaves out would be there again, empty, for a cell that spans them.
const leavesOut = matchMedia('(max-width: 74rem)');
export function spanAll(cell) {
  cell.colSpan = leavesOut.matches ? 5 : 7;
  return cell;
}

leavesOut.addEventListener('change', () => document.querySelectorAll('.jobs [colspan]').forEach(spanAll));

// ---- Details: the diagram with the way taken.
export function openDetails(parts, job) {
  parts.picture = scrolling(h('div', { class: 'picture', role: 'group', 'aria-label': `Picture of the states of ${named(job.id)}` }));
  parts.way = h('ol', { class: 'way', 'aria-label': `Way of ${named(job.id)}` });
  parts.whole = h('p', { class: 'whole' });
  parts.told = scrolling(h('div', { role: 'group', 'aria-label': `What has become of ${named(job.id)}` }, parts.whole, h('h2', {}, 'Way taken'), parts.way));
  parts.details = h('tr', { class: 'details' }, spanAll(h('td', {}, h('div', { class: 'detail' }, parts.picture, h('div', { class: 'told' }, parts.told)))));
  parts.drawn = '';
  parts.row.after(parts.details);
  fillDetails(parts, job);
}

function fillDetails(parts, job) {
  const drawn = JSON.stringify([job.way, job.status, job.error]);
  setText(parts.whole, job.error !== undefined ? job.error : `${count(job.current)} of ${count(job.total)} done`);
  if (drawn === parts.drawn) return;

  // Its room is as large as it was, however far the way goes: the end of it stays in sight.
  const isAtEnd = parts.drawn === '' || parts.told.scrollHeight - parts.told.scrollTop - parts.told.clientHeight < 8;
  parts.drawn = drawn;
  parts.picture.replaceChildren(drawStates(job, tone(job)));
  parts.way.replaceChildren(...describeWay(job, tone(job)));
  if (isAtEnd) parts.told.scrollTop = parts.told.scrollHeight;
}
