#!/bin/sh
# Makes zones.tar.gz from Debian's package tzdata: pack-zones.sh <tzdata_VERSION_all.deb> <output file>
# The compiled files are Debian's, unmodified; only the second copies (posix/, right/) and the tables are left out.
set -eu
package=$(realpath "$1")
output=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dpkg-deb -x "$package" "$work"
cd "$work/usr/share/zoneinfo"
rm -rf posix right posixrules localtime
find . -type f ! -name tzdata.zi | while read -r file; do
  [ "$(head -c 4 "$file")" = TZif ] || rm "$file"
done
head -1 tzdata.zi | sed 's/^# version //' > version
grep -q '^# ddeps backzone' tzdata.zi || { echo "this package was built without backzone" >&2; exit 1; }
rm tzdata.zi
find . \( -type f -o -type l \) -printf '%P\n' | LC_ALL=C sort |
  tar --create --format=ustar --owner=0 --group=0 --numeric-owner --mode=644 --mtime=@0 --no-recursion --files-from=- |
  gzip -9n > "$output"
