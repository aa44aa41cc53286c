using System;
using System.Collections.Generic;
using System.Text;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn;

/// <summary>
/// Notices when every player seems to come from one address that is no player's: where a proxy stands in between, as container engines
/// have them, the server sees that one alone, tells everybody so by STUN, and nobody finds a direct path.
/// </summary>
internal sealed class ClientOrigins(OwnMachine machine)
{
    // Two or three on one machine of the neighbourhood are somebody who tries things out.
    private const int SuspiciousUsers = 4;

    private readonly HashSet<string> _users = [];
    private TransportAddress _only;
    private bool _areSeveral;
    private volatile string? _suspicion;

    /// <summary>The address that everybody comes from, null as long as nothing is odd. Thread: any.</summary>
    public string? Suspicion => _suspicion;

    /// <summary>A user has made an allocation from there.</summary>
    public void Note(ReadOnlySpan<byte> user, in TransportAddress client)
    {
        if (_areSeveral) return;
        TransportAddress address = client.WithPort(0);
        // On the server's own machine many players are no wonder.
        bool isOdd = address.IsPrivate && !machine.Has(address);
        if (!isOdd || (_only.IsValid && _only != address))
        {
            _areSeveral = true;
            _users.Clear();
            return;
        }

        _only = address;
        if (_users.Count < SuspiciousUsers) _users.Add(Encoding.UTF8.GetString(user));
        if (_users.Count == SuspiciousUsers) _suspicion ??= address.AddressToString();
    }
}
