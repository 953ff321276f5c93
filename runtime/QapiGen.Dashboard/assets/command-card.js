// A command: its form, the JSON that is sent, and the result.
import { confirmAction, executeText } from './actions.js';
import { h, isAllowed, isDestructive, isReadOnly, named, now, once, setText } from './base.js';
import { argumentsForm, markFlaws, notObject } from './form.js';
import { goTo, placeIn } from './form-place.js';
import { scrolling } from './scroll.js';
import { isObject, parse, parseWritten, stringify, tree } from './tree.js';

// page: the server that is chosen, and who is told of a call. given: arguments to begin with, as text. kept: what the card of another schema has kept.
// Gives the card; keep, for what has been filled in and what came of it; and goOn, which goes to the place where one was.
export function commandCard(definitions, item, page, { given, kept } = {}) {
  const schema = definitions.schema;
  let form = argumentsForm(schema, item['arg-type'], item.name);
  const preview = scrolling(h('pre', { class: 'json', 'aria-label': 'JSON to be sent', role: 'region', 'data-at': 'preview' }));
  const caption = h('p', { class: 'kind', 'aria-hidden': 'true' }, 'What is sent');
  const raw = h('textarea', { rows: '12', class: 'mono', 'aria-label': 'Arguments as JSON', spellcheck: 'false', 'data-at': 'raw' });
  const alert = h('p', { class: 'bad-text', role: 'alert' });

  // A call that waits ends where it was begun.
  const result = kept?.result ?? h('div', { class: 'result' });
  const send = kept?.send ?? h('button', { class: 'main', disabled: !isAllowed(item.name), onclick: once(), 'data-at': 'send' }, 'Send');
  const asJson = h('button', { type: 'button', 'aria-pressed': 'false', 'data-at': 'as-json', onclick: () => switchTo(!isRaw) }, 'Edit as JSON');
  const place = h('div', {}, form.element);
  let isRaw = false;

  // What the form was as JSON: where nobody has changed that, it is the form again as it was.
  let written = null;

  const read = flaws => {
    if (!isRaw) return form.read(flaws);
    try {
      const value = raw.value.trim() ? parseWritten(raw.value) : {};
      if (isObject(value)) return value;
      flaws.push({ element: raw, text: notObject });
      return {};
    } catch (fault) {
      flaws.push({ element: raw, text: fault.message });
      return {};
    }
  };

  function update() {
    const value = read([]);
    const isEmpty = value === undefined || Object.keys(value).length === 0;
    setText(preview, stringify({ execute: item.name, ...(isEmpty ? {} : { arguments: value }) }));
    return value;
  }

  function switchTo(toRaw) {
    if (toRaw ? !writeOut() : !refill()) return;
    turn(toRaw);
  }

  // From the form to the text, unless something would be lost: an empty field has nothing to lose.
  function writeOut() {
    const flaws = [];
    const value = read(flaws) ?? {};
    const lost = flaws.filter(item => item.element.value.trim() !== '');
    markFlaws(place, lost);
    setText(alert, lost.length > 0 ? `This stays a form: ${lost.map(item => item.text).join('; ')}` : '');
    if (lost.length > 0) return false;
    raw.value = written = stringify(value);
    return true;
  }

  function turn(toRaw) {
    isRaw = toRaw;
    asJson.setAttribute('aria-pressed', isRaw);
    place.replaceChildren(isRaw ? raw : form.element);
    update();
  }

  // From the text to the form, unless something would be lost.
  function refill() {
    if (raw.value === written) {
      setText(alert, '');
      return true;
    }
    const flaws = [];
    const value = read(flaws);
    const unfit = flaws.map(item => item.text);
    const fresh = argumentsForm(schema, item['arg-type'], item.name);
    if (flaws.length === 0) fresh.write(value, unfit);
    setText(alert, unfit.length > 0 ? `This stays JSON: ${unfit.join('; ')}` : '');
    if (unfit.length === 0) form = fresh;
    return unfit.length === 0;
  }

  async function submit(event) {
    event.preventDefault();
    if (send.getAttribute('aria-busy')) return;
    const flaws = [];
    const value = read(flaws) ?? {};
    markFlaws(place, flaws);
    setText(alert, flaws.length ? flaws.map(item => item.text).join('; ') : '');
    if (flaws.length) return;

    // Whatever is chosen while one is asked, or waits: it goes to this one.
    const to = page.server();
    if (isDestructive(item.name) && !await confirmAction(`Send ${named(item.name)}?`, `${to} may lose data, or end something, by this command.`, 'Send')) return;
    const argumentsText = Object.keys(value).length ? stringify(value) : '';
    // One at a time: the second would be sent before anybody knows what came of the first.
    send.setAttribute('aria-busy', 'true');
    const started = performance.now();
    const answer = await executeText(to, item.name, argumentsText);
    send.removeAttribute('aria-busy');
    const outcome = showResult(result, answer, performance.now() - started);
    page.sent({ server: to, command: item.name, arguments: argumentsText, outcome, time: now() });
  }

  const element = h('form', { 'aria-label': named(item.name), onsubmit: submit, novalidate: true }, h('div', { class: 'two' },
    h('div', {}, place, alert, h('div', { class: 'buttons' }, send, asJson),
      send.disabled ? h('p', { class: 'doc' }, isReadOnly ? 'You may look, but not act.' : 'The dashboard isn’t allowed to send this command.') : null),
    h('div', { class: 'preview' }, caption, preview)));
  element.addEventListener('input', update);
  element.addEventListener('change', update);
  const more = h('details', { open: kept?.isOpen }, h('summary', { class: 'doc', 'data-at': 'more' }, 'What it takes and returns'),
    h('h3', {}, 'Arguments'), definitions.shape(item['arg-type'], item.name), h('h3', {}, 'Returns'), definitions.shape(item['ret-type']));
  const card = h('section', { class: 'frame card', 'aria-label': named(item.name) }, definitions.head(item, isDestructive(item.name) ? 'asks first' : null), definitions.said(item.name), more, element, result);
  if (given !== undefined) {
    switchTo(true);
    raw.value = given || '{}';
    switchTo(false);
  }

  // Flawed or not, it is what somebody has written: what has no place any more is said.
  function take() {
    const lost = [];
    const flaws = [];
    form.take(kept.form, lost);
    if (kept.raw !== null) {
      raw.value = kept.raw;
      turn(true);
    }
    if (kept.hasFlaws) read(flaws);
    markFlaws(place, flaws, false);
    const gone = kept.raw === null && lost.length > 0 ? `The schema is another now, and the form has no place for ${lost.join(', ')}` : '';
    setText(alert, [gone, ...flaws.map(item => item.text)].filter(Boolean).join('; '));
  }

  if (kept) take();
  update();
  return {
    card,
    keep: () => ({ form: form.keep(), raw: isRaw ? raw.value : null, hasFlaws: place.querySelector('.flaw') !== null, isOpen: more.open, result, send, place: placeIn(card) }),
    goOn: before => before !== null && goTo(card, before),
  };
}

function showResult(place, answer, ms) {
  let value;
  try {
    value = parse(answer);
  } catch {
    value = { error: { class: 'Refused', desc: answer.trim() || 'There was no answer.' } };
  }
  if (value.error) {
    place.replaceChildren(h('h3', {}, 'Error'), h('p', { class: 'bad-text', role: 'alert' }, `${value.error.class}: ${value.error.desc}`));
    return value.error.desc;
  }
  // A text is shown as it is, such as the lines of a monitor.
  const whole = typeof value.return === 'string' ? value.return : stringify(value.return);
  const body = h('div', {}, tree(value.return));
  const asTree = h('button', { type: 'button', 'aria-pressed': 'true', onclick: () => turn(true) }, 'Tree');
  const asText = h('button', { type: 'button', 'aria-pressed': 'false', onclick: () => turn(false) }, 'Text');
  const turn = isTree => {
    asTree.setAttribute('aria-pressed', isTree);
    asText.setAttribute('aria-pressed', !isTree);
    body.replaceChildren(isTree ? tree(value.return) : scrolling(h('pre', { class: 'json', role: 'region', 'aria-label': 'Result as text' }, whole)));
  };
  place.replaceChildren(h('div', { class: 'buttons' }, h('h3', {}, h('span', { role: 'status' }, `Result after ${Math.round(ms)} ms`)), asTree, asText), body);
  return 'ok';
}
