#!/usr/bin/env bash
# Start a real SLURM of one node on loopback for the tests, from Debian's packages, as root and
# without systemd. Daemons that run are left alone. State and logs lie in /var/lib/deltaw-slurm.
#
#     tests/slurm/start.sh && squeue ...; tests/slurm/stop.sh
#
# Exits with 77 and one sentence where it cannot be done here.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

STATE=/var/lib/deltaw-slurm
CONF=/etc/slurm/slurm.conf # the plugin drops SLURM_CONF inside a job, so no other place will do
HOST=$(hostname -s)
CPUS=4 # more than there may be: most of a small job is waiting for Python to start

cannot() { echo "$*"; exit 77; }
alive() { [ "$(cat "/proc/$(cat "$STATE/$1.pid" 2>/dev/null)/comm" 2>/dev/null)" = "$1" ]; }
until_ok() { # seconds command...
    local left=$(($1 * 10)); shift
    until "$@" >/dev/null 2>&1; do
        ((left-- > 0)) || { echo "gave up waiting for: $*"; tail -n 20 "$STATE"/*.log; exit 1; }
        sleep 0.1
    done
}

[ "$(id -u)" = 0 ] || cannot "starting SLURM daemons needs root"
command -v apt-get >/dev/null || cannot "SLURM is installed from Debian's packages only"
if [ -e $CONF ] && ! grep -q deltaw-slurm $CONF; then
    cannot "there is a SLURM of its own here ($CONF)"
fi

install_packages() {
    local policy=/usr/sbin/policy-rc.d made="" # keeps apt from starting unconfigured daemons
    if [ ! -e $policy ]; then
        printf '#!/bin/sh\nexit 101\n' >$policy
        chmod 755 $policy
        made=$policy
    fi
    { apt-get update && apt-get install -y --no-install-recommends \
        munge slurmctld slurmd slurm-client; } >"$STATE/apt.log" 2>&1 || local failed=1
    [ -z "$made" ] || rm -f "$made"
    [ -z "${failed:-}" ] || cannot "Debian's SLURM packages cannot be installed ($STATE/apt.log)"
}

mkdir -p $STATE/controller $STATE/node /etc/slurm
type slurmctld slurmd squeue munged >/dev/null || install_packages
getent hosts "$HOST" >/dev/null || echo "127.0.0.1 $HOST" >>/etc/hosts

# MinJobAge: how long squeue shows a finished job, which the plugin must see at least once.
cat >$CONF.new <<END
# deltaw-slurm: written by the tests, removed by tests/slurm/stop.sh
ClusterName=tests
SlurmctldHost=$HOST(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
SlurmctldPort=26817
SlurmdPort=26818
StateSaveLocation=$STATE/controller
SlurmdSpoolDir=$STATE/node
SlurmctldPidFile=$STATE/slurmctld.pid
SlurmdPidFile=$STATE/slurmd.pid
SlurmctldLogFile=$STATE/slurmctld.log
SlurmdLogFile=$STATE/slurmd.log
MpiDefault=none
SwitchType=switch/none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/linux
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=0,bf_interval=5,sched_interval=5
ReturnToService=2
KillWait=2
MinJobAge=600
DefMemPerCPU=500
NodeName=$HOST NodeAddr=127.0.0.1 CPUs=$CPUS RealMemory=$(awk '/^MemTotal/ {print int($2 / 1100)}' /proc/meminfo) State=UNKNOWN
PartitionName=tests Nodes=ALL Default=YES MaxTime=1-00:00:00 DefaultTime=10 State=UP
END
mv $CONF.new $CONF
printf 'CgroupAutomount=no\n' >/etc/slurm/cgroup.conf

if ! munge -n 2>/dev/null | unmunge >/dev/null 2>&1; then
    if [ ! -s /etc/munge/munge.key ]; then
        install -d -o munge -g munge -m 700 /etc/munge
        install -o munge -g munge -m 400 /dev/null /etc/munge/munge.key
        head -c 1024 /dev/urandom >/etc/munge/munge.key
    fi
    install -d -o munge -g munge -m 755 /run/munge
    install -d -o munge -g munge -m 700 /var/log/munge /var/lib/munge
    runuser -u munge -- munged --force
    until_ok 10 sh -c 'munge -n | unmunge'
    touch $STATE/munge-is-ours
fi
alive slurmctld || slurmctld
until_ok 30 scontrol ping
alive slurmd || slurmd
until_ok 5 sh -c "sinfo -h -o %t | grep -Eq '^(idle|mix|alloc)$'" 2>/dev/null \
    || scontrol update nodename="$HOST" state=resume
