import type { DatabaseSync } from "node:sqlite";
import { openDatabase, type ServiceOptions } from "../kit/open-database.ts";
import { storeOpenedAt, userCount } from "../kit/order-facts.ts";
import { createRandom } from "../kit/random.ts";

const tables = `
  CREATE TABLE users (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL GENERATED ALWAYS AS ('user-' || number) VIRTUAL UNIQUE,
    name TEXT NOT NULL,
    email TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL
  ) STRICT;
`;

const firstNames = `Ada Bruno Clara Dario Elif Felix Greta Hugo Ines Jonas Katja Liam Mira Nils Olga Paul Rosa Samir
  Tilda Ugo Vera Wim Yara Zoe Amir`.split(/\s+/);
const lastNames = `Lindqvist Moreau Keller Okafor Santos Novak Rossi Jansen Haddad Berg Costa Fischer Larsen Dubois
  Marino Petrov Silva Weber Yilmaz Kowalski`.split(/\s+/);

const year = 365 * 86_400_000;

/** Opens the user service's database. */
export function openUserDatabase(options: ServiceOptions): DatabaseSync {
  return openDatabase(options, tables, seedUsers);
}

function seedUsers(database: DatabaseSync): void {
  const insert = database.prepare("INSERT INTO users (name, email, created_at) VALUES (?, ?, ?)");
  for (let index = 0; index < userCount; index += 1) {
    // Each first name meets each last name once.
    const first = firstNames[index % firstNames.length]!;
    const last = lastNames[((index % firstNames.length) + Math.floor(index / firstNames.length)) % lastNames.length]!;
    const age = createRandom(`user ${index + 1}`).integer(1, 2 * year);
    const email = `${first}.${last}@example.com`.toLowerCase();
    insert.run(`${first} ${last}`, email, new Date(storeOpenedAt - age).toISOString());
  }
}
