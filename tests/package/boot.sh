#!/bin/sh
# boot.sh — runs inside a booted root (tests/package/run puts it there): the service and its timer
# under the real systemd. Each line of the answer is "name=value".
mkdir -p /srv/mail
chmod 1777 /srv/mail
systemctl start limier-audit.service
echo "first=$(systemctl show limier-audit.service -p ExecMainStatus --value)"
echo "first-result=$(systemctl show limier-audit.service -p Result --value)"
for _ in 1 2 3 4 5 6 7 8 9 10; do
    [ -s /srv/mail/sent ] && break
    sleep 1
done
echo "mail-to=$(sed -n 's/^To: //p' /srv/mail/sent)"
echo "mail-account=$(sed -n 's/^HARVESTING *account //p' /srv/mail/sent)"
systemctl reset-failed limier-audit.service
systemctl start limier-audit.service
echo "second=$(systemctl show limier-audit.service -p ExecMainStatus --value)"
echo "mails=$(grep -c '^To: ' /srv/mail/sent)"
echo "key=$(stat -c '%a %U' /var/lib/limier/key)"
journalctl --quiet --no-pager -o cat -u limier-audit.service >/srv/journal
echo "denied=$(grep -c 'Permission denied\|not permitted' /srv/journal)"
# What the fence is for: the same unit with a program of ours.
mkdir -p /run/systemd/system/limier-audit.service.d
cat >/srv/fence.sh <<'END'
# Exit code: what the fence let through that it must not, as a sum.
open=0
touch /etc/limier/limier.conf 2>/dev/null && open=$((open + 1))
touch /var/log/nginx/more 2>/dev/null && open=$((open + 2))
touch /var/lib/limier/try || open=$((open + 4))
[ "$(sed -n '3,$s/^ *\([^:]*\):.*/\1/p' /proc/self/net/dev)" = lo ] ||
    open=$((open + 8))
ls /root >/dev/null 2>&1 && open=$((open + 16))
unshare --user true 2>/dev/null && open=$((open + 32))
[ "$(sed -n 's/^CapBnd:[^0-9a-f]*//p' /proc/self/status)" = 0000000000000000 ] ||
    open=$((open + 64))
exit $open
END
printf '[Unit]\nOnFailure=\n[Service]\nExecStart=\nExecStart=/bin/sh /srv/fence.sh\n' \
    >/run/systemd/system/limier-audit.service.d/try.conf
systemctl daemon-reload
systemctl start limier-audit.service
systemctl show limier-audit.service -p Result -p ExecMainStatus --value | tr '\n' ' ' |
    sed 's/^/fence=/; s/$/\n/'
systemctl reset-failed limier-audit.service
rm -r /run/systemd/system/limier-audit.service.d
rm -f /var/lib/limier/try /srv/fence.sh
systemctl daemon-reload
echo "enabled-before=$(systemctl is-enabled limier-audit.timer)"
systemctl enable --now limier-audit.timer 2>/dev/null
echo "timer=$(systemctl is-active limier-audit.timer)"
echo "next=$(systemctl show limier-audit.timer -p NextElapseUSecRealtime --value)"
# The timer itself starts the run: its moment is moved to now.
mkdir -p /run/systemd/system/limier-audit.timer.d
printf '[Timer]\nOnCalendar=\nOnActiveSec=1s\nRandomizedDelaySec=0\nAccuracySec=100ms\n' \
    >/run/systemd/system/limier-audit.timer.d/now.conf
before=$(systemctl show limier-audit.service -p ExecMainStartTimestampMonotonic --value)
systemctl daemon-reload
systemctl restart limier-audit.timer
for _ in 1 2 3 4 5 6 7 8 9 10; do
    after=$(systemctl show limier-audit.service -p ExecMainStartTimestampMonotonic --value)
    [ "$after" = "$before" ] || break
    sleep 1
done
sleep 2
if [ "$after" != "$before" ]; then
    echo "timer-ran=$(systemctl show limier-audit.service -p ExecMainStatus --value)"
else
    echo timer-ran=never
fi
rm -r /run/systemd/system/limier-audit.timer.d
systemctl daemon-reload
systemctl disable --now limier-audit.timer 2>/dev/null
