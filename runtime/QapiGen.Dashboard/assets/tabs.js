// A strip of tabs over one panel: one stop of the keyboard, arrows, Home and End choose.
import { h } from './base.js';

export function makeTabs(label, titles, panel, choose) {
  const tabs = titles.map((title, i) => h('button', { type: 'button', role: 'tab', id: `${panel.id}-${i}`, 'aria-controls': panel.id, 'data-at': `tab ${title}`, onclick: () => choose(i) }, title));
  const strip = h('div', { class: 'tabs', role: 'tablist', 'aria-label': label, onkeydown: walk }, tabs);
  panel.setAttribute('role', 'tabpanel');

  function walk(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const at = tabs.indexOf(event.target);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const index = (next + tabs.length) % tabs.length;
    choose(index);
    tabs[index].focus();
  }

  function mark(index) {
    tabs.forEach((tab, i) => {
      tab.setAttribute('aria-selected', i === index);
      tab.tabIndex = i === index ? 0 : -1;
    });
    panel.setAttribute('aria-labelledby', tabs[index].id);
  }

  return { strip, mark };
}
