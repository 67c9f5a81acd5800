import { DatabaseSync } from "node:sqlite";

/** Where a service keeps its data. */
export interface ServiceOptions {
  /** The database's file; in memory when left out. */
  readonly database?: string;
}

/** Opens a service's database; an empty one is given its tables and its demo data first. */
export function openDatabase(
  options: ServiceOptions,
  tables: string,
  seed: (database: DatabaseSync) => void,
): DatabaseSync {
  const database = new DatabaseSync(options.database ?? ":memory:");
  if (database.prepare("SELECT name FROM sqlite_schema LIMIT 1").get() === undefined) {
    inTransaction(database, () => {
      database.exec(tables);
      seed(database);
    });
  }
  return database;
}

/** Runs the work as one step: all of it is kept, or nothing when it throws. */
export function inTransaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}
