import { errors, type Adapter, type AdapterPayload } from 'oidc-provider';
import type { PlatformDatabase } from '../../database/platform-database.ts';
import type { Keys } from '../../keys.ts';
import { BROWSER_CLIENT } from './clients.ts';
import { openRecord, recordId, sealRecord } from './record.ts';

interface Row {
  payload: Buffer;
  consumed_at: Date | null;
}

/** Whose password was entered in an interaction: it must not become a login after all logins were ended. */
function submittedAccount({ result, lastSubmission }: AdapterPayload): string | undefined {
  return result?.login?.accountId ?? lastSubmission?.login?.accountId;
}

/** The login at the tenant's own pages that a session of the realm has made, which ends with it. */
function sessionGrant({ authorizations }: AdapterPayload): string | undefined {
  return authorizations?.[BROWSER_CLIENT]?.grantId;
}

/** Where the OpenID provider of a realm stores sessions, grants, codes and tokens. */
export function recordsOf(
  { database, keys }: { database: PlatformDatabase; keys: Keys },
  realm: string,
): (model: string) => Adapter {
  return (model) => {
    const opened = ([row]: Row[]): AdapterPayload | undefined => {
      if (row === undefined) return undefined;
      const payload = openRecord(keys, realm, model, row.payload);
      const { consumed_at: consumed } = row;
      return consumed === null ? payload : { ...payload, consumed: Math.floor(consumed.getTime() / 1000) };
    };
    const by = async (
      column: 'id' | 'uid' | 'user_code',
      value: string,
    ): Promise<AdapterPayload | undefined> =>
      opened(
        await database.rows<Row>(
          `SELECT payload, consumed_at FROM plexica.oidc_records
            WHERE realm = $1 AND model = $2 AND ${column} = $3 AND (expires_at IS NULL OR expires_at > now())`,
          [realm, model, recordId(value)],
        ),
      );
    return {
      async upsert(id, payload, expiresIn) {
        const { accountId, grantId, uid, userCode, consumed: _, ...rest } = payload;
        const all = { accountId, grantId, uid, userCode, ...rest };
        await database.rows(
          `INSERT INTO plexica.oidc_records (realm, model, id, payload, account, grant_id, user_code, uid, expires_at)
           SELECT $1::text, $2::text, $3::bytea, $4::bytea, $5::uuid, $6::text, $7::bytea, $8::bytea,
                  now() + make_interval(secs => $9::float8)
            WHERE NOT EXISTS (
                SELECT FROM plexica.accounts WHERE id = $5::uuid AND logins_ended_at >= to_timestamp($10::float8 + 1))
               OR EXISTS (SELECT FROM plexica.oidc_records WHERE realm = $1 AND model = $2 AND id = $3)
           ON CONFLICT (realm, model, id) DO UPDATE SET payload = excluded.payload, account = excluded.account,
             grant_id = excluded.grant_id, user_code = excluded.user_code, uid = excluded.uid,
             expires_at = excluded.expires_at
           RETURNING 1 AS stored`,
          [
            realm,
            model,
            recordId(id),
            sealRecord(keys, realm, model, all),
            accountId ?? submittedAccount(payload) ?? null,
            grantId ?? sessionGrant(payload) ?? null,
            userCode === undefined ? null : recordId(userCode),
            uid === undefined ? null : recordId(uid),
            expiresIn,
            // A request stores its session at its end, also one that was removed meanwhile.
            payload.loginTs ?? null,
          ],
        );
      },
      find: (id) => by('id', id),
      findByUid: (uid) => by('uid', uid),
      findByUserCode: (userCode) => by('user_code', userCode),
      async consume(id) {
        const consumed = await database.rows(
          `UPDATE plexica.oidc_records SET consumed_at = now()
            WHERE realm = $1 AND model = $2 AND id = $3 AND consumed_at IS NULL RETURNING 1 AS consumed`,
          [realm, model, recordId(id)],
        );
        // Of two requests with the same code at the same moment, both have read it as unused.
        if (consumed.length === 0) throw new errors.InvalidGrant('it was used already');
      },
      async destroy(id) {
        await database.rows(
          'DELETE FROM plexica.oidc_records WHERE realm = $1 AND model = $2 AND id = $3 RETURNING 1 AS removed',
          [realm, model, recordId(id)],
        );
      },
      async revokeByGrantId(grantId) {
        await database.rows(
          'DELETE FROM plexica.oidc_records WHERE realm = $1 AND model = $2 AND grant_id = $3 RETURNING 1 AS removed',
          [realm, model, grantId],
        );
      },
    };
  };
}
