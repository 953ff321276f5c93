// The order of rows, and groups: rows are moved only where they have to be, so that what has the focus keeps it.
import { h, setText } from './base.js';
import { spanAll } from './job-row.js';

const groupOf = job => (job.group ? `group ${job.server}/${job.group}` : null);
const heads = new Map();

// body: of the table; list: the jobs, newest first; rows: by key; isPart: whether a group may have more jobs than are listed.
export function arrange(body, list, rows, isPart) {
  const wanted = [];
  // The members of a group stand together, where the newest of them is.
  const groups = new Map();
  for (const job of list) {
    const name = groupOf(job) ?? job.key;
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(job);
  }
  let group = null;
  for (const job of [...groups.values()].flat()) {
    const name = groupOf(job);
    if (name && name !== group) wanted.push(groupHead(name, job.group, groups.get(name).length, isPart));
    group = name;
    const parts = rows.get(job.key);
    parts.row.classList.toggle('member', name !== null);
    wanted.push(parts.row);
    if (parts.details) wanted.push(parts.details);
  }
  const held = document.activeElement;
  let at = body.firstElementChild;
  for (const row of wanted) {
    if (row === at) at = at.nextElementSibling;
    else body.insertBefore(row, at);
  }

  for (const key of [...heads.keys()]) if (!groups.has(key)) heads.delete(key);

  // A row that is moved loses the focus.
  if (held !== document.activeElement) held.focus();
  while (at) {
    const gone = at;
    at = at.nextElementSibling;
    gone.remove();
  }
}

function groupHead(key, name, size, isPart) {
  if (!heads.has(key)) heads.set(key, h('tr', { class: 'group' }, h('th', { scope: 'rowgroup' })));
  setText(spanAll(heads.get(key).firstElementChild), `Group ${name}: ${isPart ? `${size} shown of the` : size} jobs that succeed or fail together`);
  return heads.get(key);
}
