export const HELP = `logsift: find out what happened, from the logs you already have

Usage
  logsift analyze FILE… [--save X.logsift] [--format F] [--tz ZONE] [--json]
      Reads logs (files, folders, gzip, zstd, - for standard input) and says what is in them.
  logsift pull posthog --host URL --project ID --from T [--until T] --save X.logsift
  logsift pull loki --host URL --query '{app="x"}' [--tenant T] [--user U] --from T [--until T] --save X.logsift
      Reads a log service, whose key is in POSTHOG_API_KEY or LOKI_API_KEY. [--service S]… [--level L] [--text T]
      [--attribute KEY=VALUE]… narrow it down; --follow goes on with what comes. T may be 30m, 6h, 7d: so long ago.
      The same call again goes on where the last one was ended.
  logsift pull otlp [--port 4318] --save X.logsift
      Takes logs that programs on this computer send over OTLP/HTTP (JSON or protobuf), until Ctrl+C.
  logsift drop-rule posthog --host URL --project ID --text T [--service S] [--name N] [--from T] [--enable] [--yes] [--json]
      Shows how many records a rule would have dropped at PostHog, and the request that makes it; sends it only with --yes.
  logsift search QUERY (--in X.logsift | FILE…) [--from T] [--until T] [--level L] [--template ID] [--limit N] [--json]
      Finds records. QUERY: words, "exact text", /regex/, field:value, level>=warn, -field:value.
  logsift compare (--in X.logsift | FILE…) --b FROM..UNTIL [--a FROM..UNTIL] [--json]
      Says what changed from the baseline A (default: the equal time before B) to B: patterns that appeared, vanished,
      came more or less often, or hold other values. With --query QUERY instead of --a: its records against all others. --baseline and --incident are other names of --a and --b.
  logsift anomalies (--in X.logsift | FILE…) [--limit N] [--json]
      What is unusual, without being asked: new, more, less or silent, and what went with it.
  logsift explain (--in X.logsift | FILE…) [--anomaly ID] [--model M] [--send] [--json]
      Puts an anomaly (default: the strongest) into words, each sentence with the records it rests on. M is none (default:
      rules), ollama:NAME (OLLAMA_HOST says where) or openai:NAME (OPENAI_BASE_URL, OPENAI_API_KEY; any server with that
      interface). What a server on another machine would get is shown, and sent only with --send.
  logsift ask QUESTION (--in X.logsift | FILE…) [--model M] [--send] [--json]
      Makes a query of a question ("which services logged errors after 14:31?"), says which, and answers with evidence.
  logsift templates (--in X.logsift | FILE…) [--detail D] [--matchers FILE] [--limit N] [--json]
      Lists patterns with their records; --matchers writes an RE2 expression for each and says which are not exact.
  logsift templates (--in X.logsift | FILE…) --like TEXT [--limit N] [--json]
      Patterns that mean something like TEXT, the nearest first: --like "database unreachable".
  logsift templates --messages FILE [--detail D]
      One JSON line per message of FILE: line, cluster, template.
  logsift policy export --policies FILE --target NAME [--output FOLDER] [--in X.logsift | --input IN.json] [--json]
      Writes policies for another program (otel-policy, otel-collector, vector, fluent-bit, fluentd, grafana-alloy, datadog,
      posthog, rsyslog, syslog-ng, tero, json), says what it cannot do, and which records (saved, or of OTLP) it decides differently.
  logsift policy publish --server URL --service NAME --policies FILE --reason TEXT [--stage S] [--percent N] [--dry-run] [--json]
      Publishes policies on a policy server, with what changes; the key comes from LOGSIFT_POLICY_KEY.
      --stage: draft, shadow, canary (of --percent N instances) or active (default). --dry-run only shows what would change.
  logsift policy history --server URL --service NAME [--json]
  logsift policy rollback --server URL --service NAME --to VERSION --reason TEXT
      Lists the versions there; brings an earlier one back as a new one.
  logsift policy-server [--port N] [--data FILE] | keys create|list|revoke ID | backup FILE
      Serves policies to programs and to those who publish them; docs/policy-server.md has every option.
  logsift detect --series FILE.csv
      An anomaly score in [0, 1] per row of a series (columns timestamp, value; - for standard input), seeing no row ahead.
      From 0.5 on it is worth a look; what belongs to one incident is scored once.
  logsift policy propose (--in X.logsift | FILE…) [--a FROM..UNTIL] [--b FROM..UNTIL] [--json]
      Policies that would save most and hide nothing that was found, and what they would have done to every record.
  logsift policy simulate --policies FILE (--in X.logsift | FILE…) [--a FROM..UNTIL] [--b FROM..UNTIL] [--json]
      What policies would have done: records, bytes, money, anomalies still found, safety checks.
  logsift policy eval --policies FILE --input IN.json --output OUT.json [--stats STATS.json] [--signal log]
      Puts OTLP logs through policies (ours in YAML or JSON, or tero.policy.v1) and writes what stays.
  logsift policy schema
      Prints the JSON Schema of policy files.
  logsift serve [X.logsift | FILE…] [--port N] [--no-open]
      Opens the window in the browser; serves this computer only.
  logsift formats
      Lists the formats that are recognised.
  logsift sample FOLDER
      Writes the sample incident: six logs of a shop, with one root cause.

Options
  --save FILE     keep the investigation, to search or serve it later
  --format F      read as this format instead of detecting it
  --tz ZONE       zone of times that name none (Europe/Berlin, +02:00); default UTC
  --json          machine-readable output
  --from, --until ISO 8601 time; --until is not included
  --level L       this level or worse: trace, debug, info, warn, error, fatal
  --detail D      finer or coarser: forms, patterns (default), close, loose, topics
  --limit N       at most so many records or anomalies; default 50
  --help, --version

Exit codes: 0 done or found, 1 nothing found or no reliable change, 2 wrong call, 3 unreadable input or full disk.
Nothing leaves this computer, but for what --send sends, and the question of a pull to the service you name.
`;
