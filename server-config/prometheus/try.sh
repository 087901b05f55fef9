#!/bin/sh
# Lets a real Prometheus scrape a running server and shows what it has got; checks the rules and the format of the metrics.
#   try.sh HOST:PORT
# Needs prometheus and promtool on the path (Debian: apt install prometheus) and curl.
set -eu
server=${1:?"say the server: try.sh localhost:8080"}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'kill "$prometheus" 2>/dev/null || true; rm -rf "$work"' EXIT

promtool check config "$here/prometheus.yml"
(cd "$here" && promtool test rules onevent-rules-test.yml)

# Payara gives its own line of the mean of a timer no help text; everything else must be in order.
curl -fsS "http://$server/metrics" | grep onevent_ > "$work/metrics"
promtool check metrics < "$work/metrics" 2>&1 | grep -v '_seconds_mean no help text' && exit 1

cp "$here/onevent-rules.yml" "$work/"
sed -e "s/app1:8080/$server/" -e '/app2:8080/d' -e 's/scrape_interval:.*/scrape_interval: 2s/' "$here/prometheus.yml" > "$work/prometheus.yml"
prometheus --config.file="$work/prometheus.yml" --storage.tsdb.path="$work/data" --web.listen-address=localhost:19090 \
  > "$work/log" 2>&1 &
prometheus=$!
sleep 12
for query in up 'onevent_published_total' 'sum by (name) (onevent_runs_total)' 'max by (name) (onevent_waiting)' 'onevent_run_seconds_sum' ALERTS; do
  echo "$query:"
  promtool query instant http://localhost:19090 "$query"
done
