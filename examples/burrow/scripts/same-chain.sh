#!/usr/bin/env bash
# The first deployment finds no chain. Every later one must find the same chain.
set -euo pipefail
running=$(kubectl get configmap chain --ignore-not-found --output 'jsonpath={.data.chainId}')
echo "chain in $COMPASS_NAMESPACE: ${running:-none yet}"
if [[ -n $running && $running != "$CHAIN_ID" ]]; then
  echo "expected $CHAIN_ID" >&2
  exit 1
fi
