# Owns what the scripts of the evaluation share: reading their files, moments, medians, rounding.
# It knows no scenario and no target.
package Evaluate;
use strict;
use warnings;
use Exporter 'import';
use JSON::PP;
use Time::Local 'timegm';
our @EXPORT = qw(slurp_json jq_json write_json moment median mean ratio number victims_of exposed_of);

# slurp_json FILE — a small document, or undef when there is none.
sub slurp_json
{
    my ($path) = @_;
    open my $in, '<', $path or return undef;
    local $/;
    my $text = <$in>;
    return defined $text && $text =~ /\S/ ? JSON::PP->new->decode($text) : undef;
}

# jq_json FILTER FILE — what jq makes of a document: findings.json can be large and JSON::PP is slow.
# undef when there is no such file; a file that is no JSON ends the run.
sub jq_json
{
    my ($filter, $path) = @_;
    return undef unless -s $path;
    open my $in, '-|', 'jq', '-c', $filter, $path or die "jq: $!\n";
    local $/;
    my $text = <$in>;
    close $in or die "$path: jq cannot read it\n";
    return JSON::PP->new->decode($text);
}

sub write_json
{
    my ($path, $data) = @_;
    open my $out, '>', "$path.new" or die "$path: $!\n";
    print $out JSON::PP->new->canonical->pretty->indent_length(1)->encode($data);
    close $out or die "$path: $!\n";
    rename "$path.new", $path or die "$path: $!\n";
}

my %days;

# moment TEXT — seconds since 1970 of an RFC 3339 time in UTC; undef for undef.
sub moment
{
    my ($text) = @_;
    return undef unless defined $text;
    my ($date, $h, $m, $s) = $text =~ /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d(?:\.\d+)?)Z$/
        or die "not a time: $text\n";
    $days{$date} //= do {
        my ($year, $month, $day) = split /-/, $date;
        timegm(0, 0, 0, $day, $month - 1, $year);
    };
    return $days{$date} + $h * 3600 + $m * 60 + $s;
}

# median LIST — undef of nothing; undefined members are left out.
sub median
{
    my @sorted = sort { $a <=> $b } grep { defined } @_;
    return undef unless @sorted;
    my $half = int(@sorted / 2);
    return @sorted % 2 ? $sorted[$half] : ($sorted[$half - 1] + $sorted[$half]) / 2;
}

sub mean
{
    my @there = grep { defined } @_;
    return undef unless @there;
    my $sum = 0;
    $sum += $_ for @there;
    return $sum / @there;
}

# ratio PART WHOLE — undef when there is no whole.
sub ratio
{
    my ($part, $whole) = @_;
    return $whole ? $part / $whole : undef;
}

# number VALUE DECIMALS — "-" for what was not measured. Never rounded up to a target: cut, not rounded.
sub number
{
    my ($value, $decimals) = @_;
    return '-' unless defined $value;
    my $scale = 10**$decimals;
    return sprintf "%.*f", $decimals, ($value < 0 ? -1 : 1) * int(abs($value) * $scale + 1e-6) / $scale;
}

# The first 13 characters of an identifier, without its control key, name the person.
sub person
{
    my ($beneficiary, $insurer) = @_;
    return substr($beneficiary, 0, 13) . ',' . $insurer;
}

# victims_of FILE — of truth-victims.csv: account → person → moment first shown.
sub victims_of
{
    my ($path) = @_;
    my %of;
    open my $in, '<', $path or die "$path: $!\n";
    scalar <$in>;
    while (<$in>) {
        chomp;
        my ($beneficiary, $insurer, $account, $first) = split /,/;
        $of{$account}{person($beneficiary, $insurer)} = moment($first);
    }
    return \%of;
}

# exposed_of FOLDER — of exposed/*.csv: account → person → certainty; attacker wins over unclear.
sub exposed_of
{
    my ($folder) = @_;
    my %of;
    for my $path (glob "$folder/*.csv") {
        open my $in, '<', $path or die "$path: $!\n";
        chomp(my $head = <$in> // '');
        $head =~ s/[\r\n]+$//;
        die "$path: another head: $head\n"
            if $head ne 'beneficiary,insurer,account,first_seen,last_seen,views,certainty';
        while (<$in>) {
            s/[\r\n]+$//;
            tr/"//d;
            my ($beneficiary, $insurer, $account, undef, undef, undef, $certainty) = split /,/;
            my $key = person($beneficiary, $insurer);
            $of{$account}{$key} = $certainty unless ($of{$account}{$key} // '') eq 'attacker';
        }
    }
    return \%of;
}

1;
