#!/usr/bin/env bash
# Stop what start.sh started, by its pid files, and take its configuration away.
set -uo pipefail
STATE=/var/lib/deltaw-slurm
grep -q deltaw-slurm /etc/slurm/slurm.conf 2>/dev/null || exit 0

stop() { # pid file, name
    local pid
    pid=$(cat "$1" 2>/dev/null) || return 0
    [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = "$2" ] || return 0
    kill "$pid"
    for _ in $(seq 100); do [ -d "/proc/$pid" ] || return 0; sleep 0.1; done
    kill -9 "$pid"
}

scancel --me 2>/dev/null # slurmd's job steps would outlive it
for _ in $(seq 100); do [ -z "$(squeue -h 2>/dev/null)" ] && break; sleep 0.1; done
stop $STATE/slurmd.pid slurmd
stop $STATE/slurmctld.pid slurmctld
[ -e $STATE/munge-is-ours ] && stop /run/munge/munged.pid munged
rm -rf $STATE /etc/slurm/slurm.conf /etc/slurm/cgroup.conf
