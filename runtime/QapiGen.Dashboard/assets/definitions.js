// What a schema says about its commands, events and types, for people.
import { h, named } from './base.js';

export class Definitions {
  // addressOf and follow: the place of a definition, and how one goes there within the page.
  constructor(schema, addressOf, follow) {
    this.schema = schema;
    this.addressOf = addressOf;
    this.follow = follow;
  }

  card(what, item) {
    const users = what === 'type' ? this.schema.usersOf(item.name) : [];
    return h('section', { class: 'frame card', 'aria-label': named(item.name) }, this.head(item, what === 'type' ? item['meta-type'] : 'event'), this.said(item.name),
      what === 'event' ? this.shape(item['arg-type'], item.name) : this.shape(item.name, item.name),
      users.length ? h('p', { class: 'doc' }, 'Used by ', users.slice(0, 60).flatMap(([of, name], i) => [i ? ', ' : '', this.link(of, name)])) : null);
  }

  head(item, ...more) {
    const since = item.since ?? this.schema.docs.get(item.name)?.since;
    const tags = [...(item.features ?? []), item['allow-oob'] ? 'out-of-band' : null, since ? `since ${since}` : null, ...more].filter(Boolean);
    return h('header', {}, h('h2', {}, named(item.name)), tags.map(tag => h('span', { class: 'tag' }, tag)));
  }

  // In the schema's own words, where they are known.
  said(name) {
    const doc = this.schema.docs.get(name);
    if (!doc) return null;
    const parts = [doc.text, ...Object.entries(doc.features ?? {}).map(([feature, words]) => `${feature}: ${words}`), doc.returns && `Returns ${doc.returns}`, doc.errors && `Errors:\n\n${doc.errors}`].filter(Boolean);
    return h('div', { class: 'said' }, parts.flatMap(part => part.split('\n\n')).map(text => h('p', {}, text)));
  }

  // The members or values of a type, as a table.
  shape(reference, owner) {
    const type = this.schema.resolve(reference);
    const words = this.schema.wordsOn(owner, type.name);
    if (type['meta-type'] === 'enum') return this.values(type, words);
    const members = type['meta-type'] === 'alternate' ? type.members.map((member, i) => ({ name: `${i + 1}`, type: member.type })) : type.members ?? [];
    if (members.length === 0 && !type.variants) return h('p', { class: 'doc' }, this.bareWords(reference, type));
    return h('table', { class: 'members', 'aria-label': 'Members' }, h('tbody', {},
      members.map(member => h('tr', {}, h('th', { scope: 'row' }, named(member.name)), h('td', {}, this.typeWords(member.type)),
        h('td', { class: 'doc' }, [member.default !== undefined ? 'optional' : '', ...(member.features ?? []), member.name === type.tag ? 'selects the branch' : ''].filter(Boolean).join(', ')),
        h('td', { class: 'said' }, words(member.name)))),
      (type.variants ?? []).filter(variant => this.schema.resolve(variant.type).members?.length).map(variant =>
        h('tr', {}, h('th', { scope: 'row' }, `${type.tag} = ${variant.case}`), h('td', {}, this.typeWords(variant.type)), h('td'), h('td')))));
  }

  values(type, words) {
    const values = this.schema.valuesOf(type);
    if (!values.some(value => words(value.name))) return h('p', {}, values.map(value => named(value.name)).join(', '));
    return h('table', { class: 'members', 'aria-label': 'Values' }, h('tbody', {}, values.map(value => h('tr', {}, h('th', { scope: 'row' }, named(value.name)), h('td', { class: 'said' }, words(value.name))))));
  }

  bareWords(reference, type) {
    return type['meta-type'] === 'array' ? ['list of ', ...this.typeWords(type['element-type'])] : type['meta-type'] === 'builtin' ? this.schema.describe(reference) : 'No members.';
  }

  typeWords(reference) {
    const bare = reference.replace(/^\[|\]$/g, '');
    return this.schema.isNamed(bare) ? [reference.startsWith('[') ? 'list of ' : '', this.link('type', bare)] : [this.schema.describe(reference)];
  }

  link(what, name) {
    return h('a', { href: this.addressOf(what, name), onclick: event => {
      event.preventDefault();
      this.follow(what, name);
    } }, named(name));
  }
}
