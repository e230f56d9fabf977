#!/usr/bin/perl
# build.pl: makes the demonstration geolocation databases from demo.csv.
#
# Owns the MaxMind DB files of the demonstration and of the tests: demo-city.mmdb and demo-asn.mmdb
# in MaxMind's schema, and with --flat also demo-flat.mmdb, the flat schema of other makers (country
# code and city at the top level, coordinates as float). It invents nothing: every row of the CSV
# becomes one network.
#
# Needs Debian's libmaxmind-db-writer-perl. The same CSV gives the same bytes: the build time is
# fixed, and no alias of IPv4 in IPv6 is written.
use strict;
use warnings;
use utf8;
use open ':std', ':encoding(UTF-8)';

use MaxMind::DB::Writer::Tree;

# 8 January 2024 00:00 UTC, the first day of the demonstration's logs.
use constant BUILD_EPOCH => 1704672000;

# All values are listed: the writer asks for the type of each key.
my %types = (
    country                        => 'map',
    city                           => 'map',
    location                       => 'map',
    names                          => 'map',
    traits                         => 'map',
    is_hosting_provider            => 'boolean',
    latitude                       => 'double',
    longitude                      => 'double',
    accuracy_radius                => 'uint16',
    autonomous_system_number       => 'uint32',
);
my %flat_types = ( latitude => 'float', longitude => 'float' );

sub tree {
    my ( $type, $about, $types ) = @_;
    my $tree = MaxMind::DB::Writer::Tree->new(
        ip_version               => 6,
        record_size              => 24,
        database_type            => $type,
        languages                => [ 'en', 'fr' ],
        description              => { en => $about },
        alias_ipv6_to_ipv4       => 0,
        remove_reserved_networks => 0,    # the documentation and benchmark ranges are reserved
        map_key_type_callback    => sub { $types->{ $_[0] } || 'utf8_string' },
    );
    $tree->_set_build_epoch(BUILD_EPOCH);    # the writer's own tests fix the time in this way
    return $tree;
}

sub save {
    my ( $tree, $path ) = @_;
    open my $out, '>:raw', "$path.tmp" or die "$path.tmp: $!\n";
    $tree->write_tree($out);
    close $out or die "$path.tmp: $!\n";
    rename "$path.tmp", $path or die "$path: $!\n";
    return;
}

# Plain fields without quotes: demo.csv needs no more.
sub rows {
    my ($path) = @_;
    open my $in, '<:encoding(UTF-8)', $path or die "$path: $!\n";
    chomp( my $head = <$in> // die "$path: empty\n" );
    my @names = split /,/, $head;
    my @rows;
    while ( my $line = <$in> ) {
        chomp $line;
        my %row;
        my @values = split /,/, $line, -1;
        @values == @names or die "$path:$.: " . @values . " fields, not " . @names . "\n";
        @row{@names} = @values;
        push @rows, \%row;
    }
    close $in or die "$path: $!\n";
    return @rows;
}

my $flat = @ARGV && $ARGV[0] eq '--flat' ? shift @ARGV : undef;
@ARGV == 2 or die "Usage: build.pl [--flat] demo.csv DIRECTORY\n";
my ( $csv, $dir ) = @ARGV;

my $city = tree( 'Demo-City', 'Demonstration cities, not real', \%types );
my $asn  = tree( 'Demo-ASN', 'Demonstration networks, not real', \%types );
my $both = tree( 'Demo-Flat', 'Demonstration, flat schema, not real', \%flat_types );

for my $row ( rows($csv) ) {
    my $network = $row->{network};
    my $hosting = $row->{hosting} eq 'yes';
    $city->insert_network(
        $network,
        {
            country => {
                iso_code => $row->{country},
                names    => { en => $row->{country_en}, fr => $row->{country_fr} },
            },
            city     => { names => { en => $row->{city_en}, fr => $row->{city_fr} } },
            location => {
                latitude        => $row->{latitude},
                longitude       => $row->{longitude},
                accuracy_radius => $row->{accuracy_km},
            },
            ( $hosting ? ( traits => { is_hosting_provider => 1 } ) : () ),
        }
    );
    $asn->insert_network(
        $network,
        {
            autonomous_system_number       => $row->{asn},
            autonomous_system_organization => $row->{organisation},
        }
    );
    $both->insert_network(
        $network,
        {
            country_code => $row->{country},
            city         => $row->{city_en},
            latitude     => $row->{latitude},
            longitude    => $row->{longitude},
        }
    ) if $flat;
}

save( $city, "$dir/demo-city.mmdb" );
save( $asn,  "$dir/demo-asn.mmdb" );
save( $both, "$dir/demo-flat.mmdb" ) if $flat;
