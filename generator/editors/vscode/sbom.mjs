// The bill of materials of the extension's package, in CycloneDX's form: what npm brings in, as the lock file has it, less what only builds and tests it.
import { createHash } from 'node:crypto';
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
const { publisher } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
const purl = `pkg:vscode-extension/${publisher}/${lock.name}@${lock.version}`;
const own = { type: 'application', 'bom-ref': purl, name: lock.name, version: lock.version, licenses: [license(lock.packages[''].license)], purl };

// The same for the same content: a release says the time of its commit, and the number is made of what is said.
const epoch = process.env.SOURCE_DATE_EPOCH;
const metadata = { ...(epoch && { timestamp: new Date(epoch * 1000).toISOString() }), component: own };
const hash = createHash('sha256').update(JSON.stringify({ metadata, components })).digest('hex');
const serialNumber = `urn:uuid:${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
console.log(JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.5', serialNumber, version: 1, metadata, components }, null, 2));
