// Recordings: JSON lines, a header and then messages, of which those of the server that are events are shown; and their play, in the time that they took.
import { parse } from './tree.js';

const tickMs = 50;

// So long it is quiet at most, however long it was.
const maxQuietMs = 2000;

// Reads one; throws what it lacks.
export function readRecording(text) {
  const [header, ...lines] = text.split('\n').filter(Boolean).map(line => parse(line));
  if (header?.['qmp-recording'] !== 1) throw new Error('it has no header of a recording');
  return lines.filter(line => line.from === 'server' && line.message?.event).map((line, i) => {
    const stamp = line.message.timestamp;
    const at = Number.isFinite(Number(line.at)) ? Number(line.at) * 1000 : 0;
    return {
      seq: i, at, server: line.server ?? header.peer ?? '', name: line.message.event, data: line.message.data,
      time: stamp?.seconds > 0 ? Math.floor(stamp.seconds * 1000 + stamp.microseconds / 1000) : Math.floor(at),
    };
  });
}

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
