// What viewers do: commands that are sent for them, and questions before.
import { h, holdFocus, meta } from './base.js';

// ---- What is said against a request, in a sentence: by the dashboard, or by whoever stands before it.
export const signedOut = 'You are signed out, or no longer let in: load this page again.';
export const isSignedOut = answer => answer.type === 'opaqueredirect' || answer.status === 401;

export async function faultOf(answer) {
  if (isSignedOut(answer)) return signedOut;
  const text = await answer.text();
  try {
    return JSON.parse(text).error.desc;
  } catch {
    return (isOf(answer, 'text/plain') && text.trim()) || `The dashboard can't be reached: HTTP ${answer.status} ${answer.statusText}`.trim();
  }
}

const isOf = (answer, type) => answer.headers.get('Content-Type')?.startsWith(type) === true;

// ---- Actions. The answer is QMP's: { return } or { error: { class, desc } }; texts, so that no number loses digits.
export async function executeText(server, command, argumentsText) {
  const members = [`"server":${JSON.stringify(server)}`, `"command":${JSON.stringify(command)}`];
  if (argumentsText) members.push(`"arguments":${argumentsText}`);
  try {
    let answer = await post(`{${members.join(',')}}`);

    // The program was started anew, or another one of this machine has been looked at: nothing was done yet.
    if (answer.headers.get('Qapi-Token') === 'expired' && await renewToken()) answer = await post(`{${members.join(',')}}`);
    return isOf(answer, 'application/json') ? await answer.text() : errorText('Refused', await faultOf(answer));
  } catch (fault) {
    return errorText('Gone', `The dashboard can't be reached: ${fault.message}`);
  }
}

const errorText = (kind, desc) => JSON.stringify({ error: { class: kind, desc } });

// Where one has to sign in, that page is no answer.
const post = body => fetch('api/execute', {
  method: 'POST',
  headers: { 'Content-Type': 'application/json', [meta('token-header') || 'RequestVerificationToken']: meta('token') },
  body,
  redirect: 'manual',
});

// Once for all who need it: each answer sets a cookie, and a token is good with the one that came with it.
let renewing = null;
function renewToken() {
  renewing ??= fetchToken().finally(() => { renewing = null; });
  return renewing;
}

async function fetchToken() {
  const answer = await fetch('api/token', { redirect: 'manual' });
  if (answer.ok) document.querySelector('meta[name="qapi-token"]').content = (await answer.json()).token;
  return answer.ok;
}

export async function execute(server, command, values) {
  return JSON.parse(await executeText(server, command, values ? JSON.stringify(values) : undefined));
}

// ---- Asks before something is done that can't be undone. Who leaves the place meanwhile has said no.
export const withdrawQuestion = () => document.querySelector('dialog')?.close();

export function confirmAction(title, text, action) {
  return new Promise(resolve => {
    const dialog = h('dialog', { 'aria-labelledby': 'ask-title', 'aria-describedby': 'ask-text' },
      h('h2', { id: 'ask-title' }, title),
      h('p', { id: 'ask-text' }, text),
      h('form', { method: 'dialog', class: 'buttons' },
        h('button', { value: 'no', autofocus: true }, 'Keep'),
        h('button', { value: 'yes', class: 'danger' }, action)));
    const before = document.activeElement;
    dialog.addEventListener('close', () => {
      holdFocus(() => dialog.remove(), () => before);
      resolve(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
