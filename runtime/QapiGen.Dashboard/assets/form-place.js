// Where one is in a form, by the names of what it is in: so it is found again in another form, with the caret.
const focusable = 'input, select, textarea, button, summary, a[href], [tabindex]';

export function placeIn(root) {
  const element = document.activeElement;
  if (!root.contains(element) || element.dataset.at === undefined) return null;
  const path = [];
  for (let at = element; at !== root; at = at.parentElement) if (at.dataset.at !== undefined) path.unshift(at.dataset.at);
  return { path, selection: element.setSelectionRange ? [element.selectionStart, element.selectionEnd, element.selectionDirection] : null };
}

// Goes there, or as near as it is left. Gives whether there was anything.
export function goTo(root, { path, selection }) {
  const above = element => {
    const found = element.parentElement.closest('[data-at]');
    return found && found !== root && root.contains(found) ? found : root;
  };
  let at = root;
  for (const name of path) {
    const next = [...at.querySelectorAll('[data-at]')].find(element => element.dataset.at === name && above(element) === at);
    if (!next) break;
    at = next;
  }
  for (; at !== root; at = above(at)) {
    const target = at.matches(focusable) ? at : [...at.querySelectorAll(focusable)].find(element => !element.disabled && !element.closest('[hidden]'));
    if (!target || target.closest('[hidden]')) continue;
    target.focus();
    if (selection?.[0] !== null && selection && target.setSelectionRange && target.dataset.at === path.at(-1)) target.setSelectionRange(...selection);
    return true;
  }
  return false;
}
