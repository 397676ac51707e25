#!/usr/bin/env perl
# A sample worker: people and groups in memory, or in the JSON file that is named as its argument. Needs Perl alone
# (JSON::PP comes with it). The protocol is on one page, docs/shell-protocol.md.
use strict;
use warnings;
use JSON::PP;

my $json = JSON::PP->new->utf8->canonical;
my $file = shift @ARGV;
my %records = (User => {}, Group => {});
my %key     = (User => 'id', Group => 'id');
$| = 1;

sub load_records {
    return unless defined $file && -e $file;
    open my $in, '<:raw', $file or die "cannot read $file: $!\n";
    local $/;
    %records = (%records, %{ $json->decode(scalar <$in>) });
}

sub save_records {
    return unless defined $file;
    open my $out, '>:raw', "$file.new" or die "cannot write $file.new: $!\n";
    print {$out} $json->encode(\%records);
    close $out or die "cannot write $file.new: $!\n";
    rename "$file.new", $file or die "cannot replace $file: $!\n";
}

sub refuse {
    my ($code, $message) = @_;
    die { code => $code, message => $message };
}

sub existing {
    my ($request) = @_;
    return $records{ $request->{resourceType} }{ $request->{id} } // refuse('notFound', 'There is no such record.');
}

sub name_of { my ($element) = @_; return ref $element eq 'HASH' ? $element->{value} : $element }

my %operations = (
    check => sub { return },
    find  => sub { my ($request) = @_; return values %{ $records{ $request->{resourceType} } } },
    get   => sub { return existing(@_) },

    insert => sub {
        my ($request) = @_;
        my $kind   = $request->{resourceType};
        my %record = %{ $request->{record} };
        delete $record{password};
        my $id = $record{ $key{$kind} } //= sprintf '%d-%d', time, 1 + keys %{ $records{$kind} };
        refuse('conflict', 'There is such a record already.') if exists $records{$kind}{$id};
        $records{$kind}{$id} = \%record;
        save_records();
        return \%record;
    },

    update => sub {
        my ($request) = @_;
        my $record = existing($request);
        my $change = $request->{change};
        my %set    = %{ $change->{set} // {} };
        delete $set{password};
        @{$record}{ keys %set } = values %set;
        delete @{$record}{ @{ $change->{unset} // [] } };
        for my $name (keys %{ $change->{lists} // {} }) {
            my $list = $change->{lists}{$name};
            my @add  = @{ $list->{add} // [] };
            my %gone = map { name_of($_) => 1 } @add, @{ $list->{remove} // [] };
            $record->{$name} = [ (grep { !$gone{ name_of($_) } } @{ $record->{$name} // [] }), @add ];
        }
        save_records();
        return $record;
    },

    remove => sub {
        my ($request) = @_;
        existing($request);
        delete $records{ $request->{resourceType} }{ $request->{id} };
        save_records();
        return;
    },
);

sub send_message { my ($message) = @_; print $json->encode($message), "\n" }

sub answer {
    my ($request) = @_;
    my $call = $request->{call};
    my @answer = eval { $operations{ $request->{operation} }->($request) };
    if (my $fault = $@) {
        send_message({ call => $call, error => ref $fault ? $fault : { message => "$fault" } });
        return;
    }
    send_message({ call => $call, record => $_ }) for @answer;
    send_message({ call => $call, end => JSON::PP::true });
}

load_records();
while (my $line = <STDIN>) {
    my $message = $json->decode($line);
    if (my $hello = $message->{hello}) {
        for my $kind (keys %{ $hello->{resources} }) {
            $key{$kind} = $hello->{resources}{$kind}{key};
            $records{$kind} //= {};
        }
        my %stores = map { $_ => { operations => [qw(find get insert update remove)] } } keys %records;
        send_message({ hello => { protocol => 1, check => JSON::PP::true, stores => \%stores } });
    }
    elsif (defined $message->{call}) {
        answer($message);
    }
    # A "cancel" is read only when the call before it has ended: there is nothing left to do for it.
}
