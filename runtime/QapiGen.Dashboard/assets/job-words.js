// What the page of jobs says: how many there are, and why there are none to be seen.
import { count, h, isReadOnly } from './base.js';
import { askingLine, goneLines, howToAdd } from './live.js';

// unknown: whether there are servers that haven't said; lost: how many rows stand there as they were last seen.
export function describeCounts(counts, unknown, lost) {
  const parts = Object.entries(counts.statuses).map(([name, number]) => `${count(number)} ${name}`);
  if (counts.others) parts.push(`${count(counts.others)} in others`);
  const isNone = !(counts.of ?? counts.total);
  const known = unknown && isNone ? '' : `${describeCount(counts)}${counts.failed ? ` (${count(counts.failed)} failed)` : ''}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`;
  return [known, lost > 0 ? `${count(lost)} as last seen` : ''].filter(Boolean).join('; ');
}

// With a filter, how many fit; of very many that isn't counted.
function describeCount({ total, of }) {
  if (of !== undefined) return total === undefined ? `${count(of)} jobs in all` : `${count(total)} of ${count(of)} job${of === 1 ? '' : 's'}`;
  return total === 0 ? 'No jobs' : `${count(total)} job${total === 1 ? '' : 's'}`;
}

// query: what is looked for; servers: all; unknown: names of those that haven't said which jobs they have; next: where the search goes on.
export function describeEmpty({ query, servers, unknown, next, clearFilter, goTo }) {
  const isFiltered = (...names) => names.some(name => query.get(name));
  const clear = h('p', {}, h('button', { type: 'button', onclick: clearFilter }, 'Clear filter'));
  const chosen = servers.find(item => item.name === query.get('server'));
  const asked = chosen ? [chosen] : servers;
  const first = chosen ?? servers.find(item => (query.get('after') ?? '').startsWith(`${item.name.replaceAll('%', '%25').replaceAll('/', '%2F')}/`));
  const waiting = asked.filter(item => unknown.includes(item.name) && item.state !== 'gone').map(item => item.name);
  if (first?.state === 'gone') return [h('p', {}, `${first.name} is gone.`), h('p', { class: 'bad' }, first.reason ?? ''), h('p', {}, 'Its jobs are shown as soon as it is back.'), clear];
  if (waiting.length > 0) return [askingLine(waiting), isFiltered('q', 'status', 'server', 'after') ? clear : null, ...goneLines(asked)].filter(Boolean);

  if (asked.length > 0 && asked.every(item => item.state === 'gone')) return [...goneLines(asked), h('p', {}, 'Jobs are shown as soon as a server is back.'), isFiltered('q', 'status', 'server', 'after') ? clear : null].filter(Boolean);

  // Of very many jobs a page searches a part.
  if (next !== null) return [h('p', {}, 'None of these fits the filter.'), h('p', {}, 'There are older jobs that haven’t been searched yet.'), h('p', {}, h('button', { type: 'button', onclick: () => goTo(next) }, 'Search older'))];
  if (query.get('after') && !isFiltered('q', 'status')) return [h('p', {}, 'There are no older jobs.'), clear, ...goneLines(asked)];
  if (isFiltered('q', 'status', 'after')) return [h('p', {}, 'No job fits the filter.'), clear, ...goneLines(asked)];
  if (chosen) return [...(chosen.state === 'connected' && chosen.reason ? goneLines([chosen]) : [h('p', {}, `${chosen.name} has no jobs right now.`)]), clear];
  if (query.get('server')) return [h('p', {}, `There is no server '${query.get('server')}'.`), clear];
  if (servers.length === 0) return [h('p', {}, 'No server is connected.'), howToAdd()];
  return [h('p', {}, 'No jobs right now.'), h('p', {}, 'Jobs appear here as soon as a server has some: started by ', isReadOnly ? 'any client.' : ['a command of the ', h('a', { href: 'commands' }, 'Commands'), ' page, or by any other client.']), ...goneLines(servers)];
}
