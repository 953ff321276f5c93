// A server's schema as it shows it (SchemaInfo), with references resolved.
const builtins = {
  str: 'text', int: 'integer', int8: 'integer', int16: 'integer', int32: 'integer', int64: 'integer', uint8: 'integer', uint16: 'integer', uint32: 'integer', uint64: 'integer',
  size: 'bytes', number: 'number', bool: 'true or false', null: 'null', any: 'any JSON', QType: 'text',
};

export class Schema {
  constructor(entries, documentation) {
    this.docs = new Map(documentation.map(entry => [entry.name, entry]));
    this.commands = new Map();
    this.events = new Map();
    this.types = new Map();
    for (const entry of entries) {
      const kind = entry['meta-type'];
      (kind === 'command' ? this.commands : kind === 'event' ? this.events : this.types).set(entry.name, entry);
    }
    this.commands = new Map([...this.commands].sort(([a], [b]) => (a < b ? -1 : 1)));
    this.events = new Map([...this.events].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  // The definition behind a name: what isn't shown is any JSON.
  resolve(name) {
    const known = this.types.get(name);
    if (known) return known;
    if (name?.startsWith('[') && name.endsWith(']')) return { name, 'meta-type': 'array', 'element-type': name.slice(1, -1) };
    if (!name || name === 'q_empty') return { name: 'q_empty', 'meta-type': 'object', members: [] };
    return { name, 'meta-type': 'builtin', 'json-type': builtins[name] ? undefined : 'value', builtin: builtins[name] ? name : 'any' };
  }

  // Whether a name says something: those that are numbers are a server's way to keep them to itself.
  isNamed(name) {
    return !/^\[?\d+\]?$|^q_/.test(name) && this.types.has(name.replace(/^\[|\]$/g, ''));
  }

  valuesOf(type) {
    return type.members?.map(member => ({ name: member.name, features: member.features ?? [] })) ?? type.values.map(name => ({ name, features: [] }));
  }

  // A few words on what a value is.
  describe(name) {
    const type = this.resolve(name);
    switch (type['meta-type']) {
      case 'enum': return 'one of a few';
      case 'array': return `list of ${this.describe(type['element-type'])}`;
      case 'object': return type.tag ? 'union' : 'object';
      case 'alternate': return 'one of several kinds';
      default: return builtins[type.builtin ?? type.name] ?? 'any JSON';
    }
  }

  // Says what is said about members: of a type that has a name of its own, else of the command or event that they are the arguments of.
  wordsOn(owner, type) {
    const docs = [this.docs.get(type), this.docs.get(owner)].filter(Boolean);
    return name => docs.map(doc => doc.members?.[name]).find(Boolean) ?? '';
  }

  // All that the form and the card of a command are made of, whatever numbers the server has for types: alike for two schemas where both would be the same.
  shapeOf(command) {
    const seen = new Map();
    const shape = reference => {
      const { name, members, variants, 'element-type': element, ...rest } = this.resolve(reference);
      const own = this.isNamed(name) ? name : '';
      if (seen.has(name)) return seen.get(name);
      seen.set(name, seen.size);
      const typed = item => ({ ...item, type: shape(item.type) });
      return { ...rest, own, said: this.docs.get(own), members: members?.map(typed), variants: variants?.map(typed), element: element && shape(element) };
    };
    return JSON.stringify([{ ...command, 'arg-type': shape(command['arg-type']), 'ret-type': shape(command['ret-type']) }, this.docs.get(command.name)]);
  }

  // What mentions a type.
  usersOf(name, seen = new Set([name])) {
    const users = [];
    const has = reference => reference === name || reference === `[${name}]`;
    for (const [kind, map] of [['command', this.commands], ['event', this.events]]) {
      for (const item of map.values()) if (has(item['arg-type']) || has(item['ret-type'])) users.push([kind, item.name]);
    }
    for (const type of this.types.values()) {
      const references = [type['element-type'], ...(type.members ?? []).map(member => member.type), ...(type.variants ?? []).map(variant => variant.type)];
      if (!references.some(has) || type['meta-type'] === 'array') continue;

      // What has no name of its own is what has it.
      if (type.name.startsWith('q_obj_')) {
        if (!seen.has(type.name)) users.push(...this.usersOf(type.name, seen.add(type.name)));
      } else users.push(['type', type.name]);
    }
    return users;
  }
}

export const isDeprecated = item => item.features?.includes('deprecated') === true;
