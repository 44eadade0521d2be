// Reads a configuration with the npm package cloud-config-client: node cloud-config.mjs ENDPOINT NAME PROFILES [LABEL]. Prints its properties.
import { createRequire } from 'node:module';

const client = createRequire(import.meta.url)('cloud-config-client');
const [endpoint, name, profiles, label] = process.argv.slice(2);
const config = await client.load({ endpoint, name, profiles, label });
process.stdout.write(JSON.stringify({ properties: config.properties, host: config.get('database.host'), version: config.raw.version }));
