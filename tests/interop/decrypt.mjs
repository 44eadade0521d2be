// Opens a SOPS file with the npm package sops-age: node decrypt.mjs FILE yaml|json|env. The identity comes in INTEROP_AGE_KEY.
import { readFile } from 'node:fs/promises';
import { decryptSops } from 'sops-age';

const [path, fileType] = process.argv.slice(2);
const opened = await decryptSops(await readFile(path, 'utf8'), { fileType, secretKey: process.env.INTEROP_AGE_KEY });
process.stdout.write(JSON.stringify(opened));
