// Recordings: JSON lines, a header and then messages, of which those of the server that are events are shown, and places where some are missing; their play, in the time that
// they took; and what makes one.
import { isObject, parse } from './tree.js';

const tickMs = 50;

// So long it is quiet at most, however long it was.
const maxQuietMs = 2000;

// Reads one: its events, and whether its last line is cut off, as a program leaves it that ended while it wrote. Throws what it lacks.
export function readRecording(text) {
  const written = text.split('\n');
  const isCut = written.length > 1 && !canParse(written.at(-1));
  if (isCut) written.pop();
  const [header, ...lines] = written.map(readLine).filter(line => line !== undefined);
  if (header?.['qmp-recording'] !== 1) throw new Error('it has no header of a recording');
  const peer = asText(header.peer) ?? '';
  const items = lines.filter(line => typeof line.gap === 'string' || (line.from === 'server' && typeof line.message?.event === 'string')).map((line, i) => {
    const at = (asNumber(line.at) ?? 0) * 1000;
    const received = asNumber(line.received);
    if (typeof line.gap === 'string') return { at, gap: line.gap, server: asText(line.server), received };
    return {
      seq: i, at, server: asText(line.server) ?? peer, name: line.message.event, text: line.message.data === undefined ? '' : JSON.stringify(line.message.data),
      time: timeOf(line.message.timestamp) ?? received,
    };
  });
  return { items, isCut };
}

// A file says whatever it likes.
const asText = value => (typeof value === 'string' ? value : undefined);
const asNumber = value => (['number', 'object'].includes(typeof value) && value !== null && Number.isFinite(Number(value)) ? Number(value) : undefined);

// Milliseconds since 1970; undefined where the server had no time.
function timeOf(stamp) {
  const seconds = asNumber(stamp?.seconds);
  return seconds > 0 ? Math.floor(seconds * 1000 + (asNumber(stamp.microseconds) ?? 0) / 1000) : undefined;
}

function readLine(line, i) {
  if (!line.trim()) return undefined;
  try {
    const value = parse(line);
    if (isObject(value)) return value;
  } catch (fault) {
    throw new Error(`line ${i + 1}: ${fault.message}`);
  }
  throw new Error(`line ${i + 1} is no object`);
}

function canParse(line) {
  try {
    return !line.trim() || isObject(parse(line));
  } catch {
    return false;
  }
}

// Makes one of events, which can be played as if it were the server: greeting, negotiation, events. Each says in the member "server" whose it was, and in
// "received" when it came, if it has no time of its own; players don't look at these. The greeting has no capabilities, so that every client negotiates in the same words.
export function writeRecording(items, servers) {
  const [major, minor, micro] = (servers[0]?.version ?? '').split('.').map(part => Number(part) || 0);
  const greeting = { version: { qemu: { major: major ?? 0, minor: minor ?? 0, micro: micro ?? 0 }, package: servers[0]?.package ?? '' }, capabilities: [] };
  const start = items[0]?.received ?? 0;
  const line = value => `${JSON.stringify(value)}\n`;
  return [
    line({ 'qmp-recording': 1, peer: [...new Set(servers.map(item => item.address))].join(', ') }),
    line({ at: 0, from: 'server', message: { QMP: greeting } }),
    line({ at: 0, from: 'client', message: { id: 1, execute: 'qmp_capabilities', arguments: {} } }),
    line({ at: 0, from: 'server', message: { id: 1, return: {} } }),
    ...items.map(item => {
      const at = Math.max(0, (item.received ?? start) - start) / 1000;
      if (item.gap !== undefined) return line({ at, server: item.server, received: item.received, gap: item.gap });
      const received = item.micros === undefined ? item.received : undefined;
      const head = JSON.stringify({ at, from: 'server', server: item.server, received });
      const data = item.text ? `,"data":${item.text}` : '';
      return `${head.slice(0, -1)},"message":{"timestamp":${stamp(item.micros)},"event":${JSON.stringify(item.name)}${data}}}\n`;
    }),
  ];
}

// Microseconds since 1970, where the server had a time.
const stamp = micros => JSON.stringify(micros === undefined ? { seconds: -1, microseconds: -1 } : { seconds: Math.floor(micros / 1e6), microseconds: micros % 1e6 });

// Gives the events when they are due; speed and pause are asked for all the time.
export function playRecording(items, { speed, isPaused, onDue, onEnd }) {
  let next = 0;
  let now = items[0]?.at ?? 0;
  let ticked = performance.now();
  const timer = setInterval(() => {
    const passed = performance.now() - ticked;
    ticked += passed;
    if (isPaused()) return;
    now += passed * speed();
    const first = next;
    while (next < items.length && items[next].at <= now) next++;
    if (next > first) onDue(next);
    if (next === items.length) {
      clearInterval(timer);
      onEnd();
    } else {
      now = Math.max(now, items[next].at - maxQuietMs * speed());
    }
  }, tickMs);
  return () => clearInterval(timer);
}
