// The life of a job as a picture, with the way that one has taken; the same in words is the list beside it.
import { duration, h, momentElement, named } from './base.js';

const places = {
  paused: [150, 26], standby: [248, 26],
  created: [52, 96], running: [150, 96], ready: [248, 96], waiting: [346, 96], pending: [444, 96],
  null: [52, 166], aborting: [199, 166], concluded: [444, 166],
};
const moves = [
  ['created', 'running'], ['created', 'aborting'], ['created', 'null'], ['running', 'paused'], ['paused', 'running'], ['running', 'ready'], ['running', 'waiting'],
  ['running', 'aborting'], ['ready', 'standby'], ['standby', 'ready'], ['ready', 'waiting'], ['ready', 'aborting'], ['waiting', 'pending'],
  ['waiting', 'aborting'], ['pending', 'concluded'], ['pending', 'aborting'], ['aborting', 'concluded'], ['concluded', 'null'],
];
const width = 84;
const height = 26;
let pictures = 0;

export function drawStates(job, tone) {
  const taken = new Set();
  const visits = new Map();
  job.way.forEach((step, i) => {
    if (i > 0) taken.add(`${job.way[i - 1].status}>${step.status}`);
    visits.set(step.status, (visits.get(step.status) ?? 0) + 1);
  });
  const id = `states${++pictures}`;
  const heads = ['move', 'taken'].map(kind => h('svg:marker', { id: `${id}${kind}`, class: kind, viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, markerUnits: 'userSpaceOnUse', orient: 'auto' },
    h('svg:path', { d: 'M0 .5L8 4L0 7.5Z' })));

  // The way taken is drawn over the others.
  const isTaken = ([from, to]) => taken.has(`${from}>${to}`);
  const lines = [...moves].sort((a, b) => isTaken(a) - isTaken(b)).map(move => h('svg:path', {
    d: line(...move), class: isTaken(move) ? 'move taken' : 'move', 'marker-end': `url(#${id}${isTaken(move) ? 'taken' : 'move'})`, 'data-move': move.join('>'),
  }));
  const boxes = Object.entries(places).map(([name, [x, y]]) => h('svg:g', { class: `box${visits.has(name) ? ' seen' : ''}${name === job.status ? ' here' : ''}`, 'data-status': name, 'data-tone': name === job.status ? tone : null },
    h('svg:rect', { x: x - width / 2, y: y - height / 2, width, height, rx: 5 }),
    h('svg:text', { x, y: y + 4, 'text-anchor': 'middle' }, visits.get(name) > 1 ? `${name} ×${visits.get(name)}` : name)));
  return h('svg:svg', { viewBox: '0 0 496 208', class: 'states', role: 'img', 'aria-label': `States of ${named(job.id)}: ${job.way.map(step => step.status).join(', then ')}` }, h('svg:defs', {}, heads), lines, boxes);
}

// Straight where boxes are neighbours; around the ones between, or in a fan to where several come together, else.
function line(from, to) {
  const [x1, y1] = places[from];
  const [x2, y2] = places[to];
  const [w, t] = [width / 2, height / 2];
  if (from === 'running' && to === 'waiting') return `M${x1 + 26} ${y1 - t}C${x1 + 56} ${y1 - 46} ${x2 - 56} ${y1 - 46} ${x2 - 26} ${y2 - t}`;
  if (from === 'concluded' && to === 'null') return `M${x1} ${y1 + t}V${y1 + 24}Q${x1} ${y1 + 32} ${x1 - 8} ${y1 + 32}H${x2 + 8}Q${x2} ${y1 + 32} ${x2} ${y1 + 24}V${y2 + t}`;
  if (to === 'aborting') {
    const sign = Math.sign(x1 - x2);
    const far = Math.abs(x1 - x2);
    return `M${x1 - sign * 22} ${y1 + t}L${x2 + sign * Math.min(w, far / 3.4)} ${far > 140 ? y2 - t + 6 : y2 - t}`;
  }
  if (x1 === x2) {
    const side = moves.some(([a, b]) => a === to && b === from) ? Math.sign(y2 - y1) * -8 : 0;
    const sign = Math.sign(y2 - y1);
    return `M${x1 + side} ${y1 + sign * t}L${x2 + side} ${y2 - sign * t}`;
  }
  const sign = Math.sign(x2 - x1);
  return `M${x1 + sign * w} ${y1}L${x2 - sign * w} ${y2}`;
}

export function describeWay(job, tone) {
  return job.way.map((step, i) => {
    const before = i > 0 ? job.way[i - 1].time : undefined;
    const since = step.time && before ? (step.time - before) / 1000 : undefined;
    return h('li', {}, h('span', { class: 'status', 'data-status': i === job.way.length - 1 && step.status === job.status ? tone : step.status }, step.status), ' ',
      step.time === undefined ? h('span', { class: 'at' }, i === 0 ? 'when first seen' : 'while nobody looked') : momentElement(step.time), since === undefined ? null : h('span', { class: 'since' }, ` after ${since < 10 ? `${since.toFixed(2)} s` : duration(since)}`));
  });
}
