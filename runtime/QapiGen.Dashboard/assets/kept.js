// What has been filled in, as it was written: { text }, { isChecked }, { members, cases, at }, { items }, { kinds, at }. It goes from the form of one schema to that of another.
const maxWords = 120;

// What another form has in another shape: the kind that is chosen of several, the one item of a list.
export function plain(state) {
  if (state.kinds) return plain(state.kinds.get(state.at));
  return state.items?.length === 1 ? plain(state.items[0]) : state;
}

// The members of an object, those of the branch that is chosen with them.
export function membersOf(state, into = new Map()) {
  for (const [name, member] of state.members) into.set(name, member);
  const branch = state.cases.get(state.at);
  return branch ? membersOf(branch, into) : into;
}

// For people; empty if nothing has been filled in.
export function described(state) {
  const list = (items, words) => items.map(words).filter(Boolean).join(', ');
  if (state.text !== undefined) return state.text;
  if (state.isChecked !== undefined) return String(state.isChecked);
  if (state.kinds) return described(state.kinds.get(state.at));
  if (state.items) return list(state.items, described);
  return state.members ? list([...membersOf(state)], ([name, member]) => described(member) && `${name}: ${described(member)}`) : '';
}

// Notes what had no place.
export function miss(state, lost, name) {
  const words = described(state);
  if (words) lost.push(`${name} (${words.length > maxWords ? `${words.slice(0, maxWords)}…` : words})`);
}
