# Owns what many runs come to: sums and medians of a set of scores, for limier and for each naive peer, and
# whether the targets are met. It reads and prints nothing.
package Totals;
use strict;
use warnings;
use Exporter 'import';
use Evaluate;
our @EXPORT = qw(totals peer_totals targets %GOAL);

our %GOAL = (
    recall => 0.97,
    victims => 0.98,
    victims_overlap => 0.95, # where the owner works during hours of the attack
    first => 30,             # minutes
    fast => 100,             # victims shown before the alarm
    slow => 500,
);

# least LIST — undef of nothing.
sub least
{
    my @sorted = sort { $a <=> $b } @_;
    return $sorted[0];
}

# lost_medians SCORES LOST-OF — median of the runs' medians, by class; every run weighs the same.
sub lost_medians
{
    my ($scores, $lost_of) = @_;
    my %median;
    for my $class (qw(fast slow)) {
        my @runs;
        for my $score (@$scores) {
            my @of = grep { $_->{counted} && $_->{class} eq $class } @{$score->{compromised}};
            push @runs, median(map { $lost_of->($score, $_) } @of);
        }
        $median{$class} = median(@runs);
    }
    return \%median;
}

# totals SCORES — every member is undef where nothing of the kind was run or measured.
sub totals
{
    my ($scores) = @_;
    my %t = (runs => scalar @$scores, false => 0, alarms => undef, attacks => 0, counted => 0, found => 0);
    my %sum = map { $_ => 0 } qw(victims exposed right right_or_unclear);
    my (@recall, @first, @last, @floor, @precisions, @recalls, $overlap);
    for my $score (@$scores) {
        $t{false} += @{$score->{false}};
        $t{alarms} += @{$score->{replay_false}} if $score->{replayed};
        $t{problems}++ if $score->{problem};
        my @counted = grep { $_->{counted} } @{$score->{compromised}};
        next unless @counted;
        my @found = grep { $_->{found} } @counted;
        $t{attacks}++;
        $t{counted} += @counted;
        $t{found} += @found;
        push @recall, @found / @counted;
        push @first, median(map { defined $_->{first_error} ? abs $_->{first_error} : undef } @found);
        push @last, median(map { defined $_->{last_error} ? abs $_->{last_error} : undef } @found);
        for my $row (@found) {
            $sum{$_} += $row->{$_} for keys %sum;
            $overlap += $row->{victims} if $row->{overlap};
            push @floor, abs $row->{floor_error};
            push @precisions, ratio($row->{right}, $row->{exposed}) // 0;
            push @recalls, ratio($row->{right}, $row->{victims});
        }
    }
    my $lost = lost_medians($scores, sub { $_[1]{lost} });
    return {
        %t,
        recall => mean(@recall),
        recall_pooled => ratio($t{found}, $t{counted}),
        precision => $sum{victims} ? ratio($sum{right}, $sum{exposed}) // 0 : undef,
        victim_recall => ratio($sum{right}, $sum{victims}),
        victim_recall_unclear => ratio($sum{right_or_unclear}, $sum{victims}),
        precision_median => median(@precisions),
        victim_recall_median => median(@recalls),
        precision_worst => least(@precisions),
        victim_recall_worst => least(@recalls),
        overlap => $sum{victims} && ($overlap // 0) * 2 >= $sum{victims} ? 1 : 0,
        floor => median(@floor),
        first => median(@first),
        last => median(@last),
        lost_fast => $lost->{fast},
        lost_slow => $lost->{slow},
    };
}

# peer_totals SCORES WAY — the same of a naive peer, as far as it says anything.
sub peer_totals
{
    my ($scores, $way) = @_;
    my (@recall, $found, $counted, $false, $runs);
    for my $score (@$scores) {
        my $peer = $score->{peers}{$way} or next;
        $runs++;
        $false += $peer->{false};
        my $all = grep { $_->{counted} } @{$score->{compromised}};
        next unless $all;
        $found += $peer->{found};
        $counted += $all;
        push @recall, $peer->{found} / $all;
    }
    my $lost = lost_medians($scores, sub { $_[0]{peers}{$way} ? $_[0]{peers}{$way}{lost}{$_[1]{account}} : undef });
    return {
        runs => $runs, false => $false, recall => mean(@recall), found => $found, counted => $counted,
        lost_fast => $lost->{fast}, lost_slow => $lost->{slow},
    };
}

# targets SCORES — one hash for each target: name, goal, value, met (1, 0, undef: does not apply), why.
# What had to be measured and was not is missed.
sub targets
{
    my ($scores) = @_;
    my @attacks = grep { $_->{attack} } @$scores;
    my @quiet = grep { !$_->{attack} } @$scores;
    my ($a, $all) = (totals(\@attacks), totals($scores));
    my @list;
    my $add = sub {
        my ($name, $goal, $value, $applies, $met) = @_;
        push @list, {name => $name, goal => $goal, value => $value,
            met => !$applies ? undef : defined $value && $met->($value) ? 1 : 0};
    };
    $add->('runs that failed', '0', $all->{problems} // 0, 1, sub { $_[0] == 0 });
    for my $how (qw(recall recall_pooled)) {
        $add->($how eq 'recall' ? 'recall, mean of runs' : 'recall, all accounts', ">= $GOAL{recall}",
            $a->{$how}, $a->{counted}, sub { $_[0] >= $GOAL{recall} });
    }
    $add->('false accusations, benign and clean', '0', @quiet ? totals(\@quiet)->{false} : undef,
        scalar @quiet, sub { $_[0] == 0 });
    my %of;
    push @{$of{$_->{scenario}}}, $_ for @attacks;
    for my $name (sort keys %of) {
        my $t = totals($of{$name});
        next unless defined $t->{victim_recall};
        my $goal = $t->{overlap} ? $GOAL{victims_overlap} : $GOAL{victims};
        $add->("victim precision, $name", ">= $goal", $t->{precision}, 1, sub { $_[0] >= $goal });
        $add->("victim recall, $name", ">= $goal", $t->{victim_recall}, 1, sub { $_[0] >= $goal });
    }
    $add->('first moment, median minutes', "<= $GOAL{first}", $a->{first}, $a->{counted},
        sub { $_[0] <= $GOAL{first} });
    for my $class (qw(fast slow)) {
        my $there = grep { $_->{counted} && $_->{class} eq $class } map { @{$_->{compromised}} } @attacks;
        $add->("lost before detection, $class, median", "<= $GOAL{$class}", $a->{"lost_$class"}, $there,
            sub { $_[0] <= $GOAL{$class} });
    }
    return \@list;
}

1;
