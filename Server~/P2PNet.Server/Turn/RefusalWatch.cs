using System;
using Microsoft.Extensions.Logging;

namespace P2PNet.Server.Turn;

/// <summary>
/// Says in the log which limit refuses relayed addresses; once a minute for each at most, since who is refused asks again.
/// </summary>
internal sealed class RefusalWatch(TurnSettings settings, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly (long Told, long At)[] _last = new (long, long)[Enum.GetValues<RelayLimit>().Length];

    /// <summary>Looks for refusals that nobody was told of. Thread: one.</summary>
    public void Look(TurnCounters counters)
    {
        foreach (RelayLimit limit in Enum.GetValues<RelayLimit>())
        {
            (long told, long at) = _last[(int)limit];
            long refused = counters.Refusals(limit);
            if (refused == told || (told != 0 && time.GetElapsedTime(at) < Interval)) continue;
            _last[(int)limit] = (refused, time.GetTimestamp());
            (string setting, string value) = SettingOf(limit);
            Log.RelaysRefused(logger, refused - told, setting, value);
        }
    }

    private (string Name, string Value) SettingOf(RelayLimit limit) => limit switch
    {
        RelayLimit.User => ("turn-user-allocations", $"{settings.MaxAllocationsOfUser}"),
        RelayLimit.Network => ("turn-network-allocations", $"{settings.MaxAllocationsOfNetwork}"),
        RelayLimit.All => ("turn-max-allocations", $"{settings.MaxAllocations}"),
        _ => ("turn-ports", $"{settings.Ports.First}-{settings.Ports.Last}"),
    };
}
