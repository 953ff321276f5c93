// What scrolls is a stop of the keyboard as long as it does, whatever changes its size or what is in it; where all of it is seen there is nothing to stop for.
const isCut = element => element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;

// Who stands there when it becomes whole isn't sent away.
const mark = element => { element.tabIndex = isCut(element) ? 0 : -1; };

const sizes = new ResizeObserver(entries => entries.forEach(entry => mark(entry.target)));

// Observed anew it is measured after the next layout, which nobody has to wait for.
const contents = new MutationObserver(changes => {
  for (const element of new Set(changes.map(change => regionOf(change.target)))) {
    if (!element) continue;
    sizes.unobserve(element);
    sizes.observe(element);
  }
});
const regions = new WeakSet();

function regionOf(node) {
  let at = node;
  while (at && !regions.has(at)) at = at.parentNode;
  return at;
}

// Gives the element, which is to scroll where it has less room than it needs.
export function scrolling(element) {
  regions.add(element);
  element.tabIndex = -1;
  sizes.observe(element);
  contents.observe(element, { childList: true, characterData: true, subtree: true });
  return element;
}
