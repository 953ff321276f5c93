// The life of a job as a picture, with the way that one has taken; the same in words is the list beside it.
import { clockTime, duration, h } from './base.js';

const places = {
  created: [60, 30], running: [60, 100], paused: [60, 170], ready: [190, 100], standby: [190, 170],
  waiting: [320, 100], pending: [320, 170], aborting: [190, 30], concluded: [320, 30], null: [430, 30],
};
const moves = [
  ['created', 'running'], ['created', 'aborting'], ['running', 'paused'], ['paused', 'running'], ['running', 'ready'], ['running', 'waiting'],
  ['running', 'aborting'], ['ready', 'standby'], ['standby', 'ready'], ['ready', 'waiting'], ['ready', 'aborting'], ['waiting', 'pending'],
  ['waiting', 'aborting'], ['pending', 'concluded'], ['pending', 'aborting'], ['aborting', 'concluded'], ['concluded', 'null'],
];
const width = 92;
const height = 26;

export function drawStates(job) {
  const taken = new Set();
  const visits = new Map();
  job.way.forEach((step, i) => {
    if (i > 0) taken.add(`${job.way[i - 1].status}>${step.status}`);
    visits.set(step.status, (visits.get(step.status) ?? 0) + 1);
  });
  const lines = moves.map(([from, to]) => h('svg:path', { d: line(from, to), class: taken.has(`${from}>${to}`) ? 'move taken' : 'move' }));
  const boxes = Object.entries(places).map(([name, [x, y]]) => h('svg:g', { class: `box${visits.has(name) ? ' seen' : ''}${name === job.status ? ' here' : ''}`, 'data-status': name },
    h('svg:rect', { x: x - width / 2, y: y - height / 2, width, height, rx: 5 }),
    h('svg:text', { x, y: y + 4, 'text-anchor': 'middle' }, visits.get(name) > 1 ? `${name} ×${visits.get(name)}` : name)));
  return h('svg:svg', { viewBox: '0 0 490 200', class: 'states', role: 'img', 'aria-label': `States of ${job.id}: ${job.way.map(step => step.status).join(', then ')}` }, lines, boxes);
}

// Straight where boxes are neighbours, bent around the ones between else.
function line(from, to) {
  const [x1, y1] = places[from];
  const [x2, y2] = places[to];
  if (from === 'running' && to === 'waiting') return `M${x1 + 30} ${y1 + height / 2}C${x1 + 60} ${y1 + 38} ${x2 - 60} ${y2 + 38} ${x2 - 30} ${y2 + height / 2}`;
  if (x1 === x2) {
    const back = moves.some(([a, b]) => a === to && b === from) ? (y2 > y1 ? -8 : 8) : 0;
    const sign = Math.sign(y2 - y1);
    return `M${x1 + back} ${y1 + sign * height / 2}L${x2 + back} ${y2 - sign * height / 2}`;
  }
  if (y1 === y2) {
    const sign = Math.sign(x2 - x1);
    return `M${x1 + sign * width / 2} ${y1}L${x2 - sign * width / 2} ${y2}`;
  }
  const sign = Math.sign(x2 - x1);
  const up = Math.sign(y2 - y1);
  return `M${x1 + sign * 20} ${y1 + up * height / 2}L${x2 - sign * 30} ${y2 - up * height / 2}`;
}

export function describeWay(job) {
  return job.way.map((step, i) => {
    const before = i > 0 ? job.way[i - 1].time : undefined;
    const since = step.time && before ? (step.time - before) / 1000 : undefined;
    const when = step.time === undefined ? 'when first seen' : clockTime(step.time);
    return h('li', {}, h('span', { class: 'status', 'data-status': step.status }, step.status), ' ',
      h('span', { class: 'at' }, when), since === undefined ? null : h('span', { class: 'since' }, ` after ${since < 10 ? `${since.toFixed(2)} s` : duration(since)}`));
  });
}
