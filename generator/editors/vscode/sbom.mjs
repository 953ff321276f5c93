// The bill of materials of the extension's package, in CycloneDX's form: what npm brings in, as the lock file has it, less what only builds and tests it.
import { readFileSync } from 'node:fs';

const lock = JSON.parse(readFileSync(new URL('package-lock.json', import.meta.url), 'utf8'));
const license = text => /^[\w.-]+$/.test(text) ? { license: { id: text } } : { expression: text };
const reference = (name, version) => `pkg:npm/${name.replace('@', '%40')}@${version}`;
const components = Object.entries(lock.packages)
  .filter(([path, entry]) => path && !entry.dev)
  .map(([path, { version, integrity, license: terms }]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const [algorithm, hash] = integrity.split('-');
    return {
      type: 'library',
      'bom-ref': reference(name, version),
      name,
      version,
      hashes: [{ alg: algorithm.toUpperCase().replace('SHA', 'SHA-'), content: Buffer.from(hash, 'base64').toString('hex') }],
      licenses: [license(terms)],
      purl: reference(name, version),
    };
  });
const own = { type: 'application', 'bom-ref': reference(lock.name, lock.version), name: lock.name, version: lock.version, licenses: [license(lock.packages[''].license)] };
console.log(JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.5', version: 1, metadata: { component: own }, components }, null, 2));
