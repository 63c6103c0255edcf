#!/usr/bin/env bash
# Trains candidates for the prior of photos equally long, one after the other, and prints what each reaches on the validation photos.
# usage: recipes/compare-photos.sh DATA SECONDS OUT
set -euo pipefail
[[ $# -eq 3 ]] || { echo "usage: recipes/compare-photos.sh DATA SECONDS OUT" >&2; exit 2; }
data=$1 seconds=$2 out=$3
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$out"

# The recipe with another network or optimizer: a name, its base width, its multipliers, the side of its patches, the width of the path
# at full resolution beside it, and adamw or muon.
candidate() {
  sed -e "s/^name: .*/name: $1/" -e "s/num_channels: .*/num_channels: $2/" -e "s/channel_mult: .*/channel_mult: \"$3\"/" \
    -e "s/patch: .*/patch: $4/" -e "s/detail_channels: .*/detail_channels: $5/" -e "s/^steps: .*/steps: 1000000/" \
    -e "s/average: [0-9.]*/average: 0.995/" -e "s/method: [a-z]*/method: $6/" \
    "$root/recipes/photos.yaml" > "$out/$1.yaml"
  # Stopped as by Ctrl-C, some way past the seconds that count, which are those of steps alone.
  timeout -s INT "$((seconds * 3 / 2 + 60))" \
    "$root/tweedie" train "$out/$1.yaml" --data "$data" --out "$out/$1" --threads 1 > "$out/$1.txt" 2>&1 || true
  awk -F, -v name="$1" -v most="$seconds" '
    NR == 1 { print name ": " $0 }
    NR > 1 && $2 <= most { last = $0 }
    END { print name ": " (last == "" ? "no validation in time" : last) }' "$out/$1/log.csv"
}

candidate full 64 "1,2,3" 1 0 adamw
candidate half 96 "1,1.5,1.5,1.5" 2 0 adamw
candidate half-muon 96 "1,1.5,1.5,1.5" 2 0 muon
candidate half-detail 96 "1,1.5,1.5,1.5" 2 16 muon
candidate half-small 48 "1,2,2,2,2" 2 0 muon
candidate half-small-detail 48 "1,2,2,2,2" 2 16 muon
