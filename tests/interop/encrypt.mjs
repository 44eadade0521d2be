// Writes a SOPS file, in JSON, from the description of the format: node encrypt.mjs FILE RECIPIENT. The file is not read.
import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { Encrypter, armor } from 'age-encryption';

const recipient = process.argv[3];
const key = randomBytes(32);
const lastmodified = '2026-11-24T12:00:00Z';
const covered = createHash('sha512');

function encrypt(text, type, additional) {
  const iv = randomBytes(32);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(additional));
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  const [d, i, t] = [data, iv, cipher.getAuthTag()].map((part) => part.toString('base64'));
  return `ENC[AES256_GCM,data:${d},iv:${i},tag:${t},type:${type}]`;
}

function walk(node, path, clear) {
  if (node === null) return null;
  if (Array.isArray(node)) return node.map((item) => walk(item, path, clear));
  if (typeof node === 'object') {
    return Object.fromEntries(
      Object.entries(node).map(([name, value]) => [name, walk(value, `${path}${name}:`, clear || name.endsWith('_unencrypted'))]),
    );
  }
  const type = typeof node === 'string' ? 'str' : typeof node === 'boolean' ? 'bool' : Number.isInteger(node) ? 'int' : 'float';
  const text = type === 'bool' ? (node ? 'True' : 'False') : `${node}`;
  covered.update(text);
  return clear || text === '' ? node : encrypt(text, type, path);
}

const file = walk(
  {
    db: { user: 'admin', password: 'hunter2', port: 5432, none: null, empty: '' },
    list: ['one', { ratio: 1.5 }, true],
    note_unencrypted: 'in clear',
    flag_unencrypted: [true, 3],
  },
  '',
  false,
);
const encrypter = new Encrypter();
encrypter.addRecipient(recipient);
file.sops = {
  kms: null,
  age: [{ recipient, enc: armor.encode(await encrypter.encrypt(key)) }],
  lastmodified,
  mac: encrypt(covered.digest('hex').toUpperCase(), 'str', lastmodified),
  pgp: [],
  unencrypted_suffix: '_unencrypted',
  version: '3.9.4',
};
process.stdout.write(JSON.stringify(file, null, 2));
