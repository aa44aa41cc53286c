using System;
using System.Collections.Generic;
using System.Threading;
using P2PNet.Native;
using P2PNet.Rtc;

namespace P2PNet.IntegrationTests.Sessions;

/// <summary>The native platform, whose network threads say how much they have allocated: only they can ask.</summary>
internal sealed class MeteredPlatform : P2PPlatform
{
    private readonly List<Meter> _meters = [];

    /// <summary>Bytes of each network thread, as of its last round.</summary>
    public long[] Allocated => _meters.ConvertAll(m => m.Bytes).ToArray();

    /// <summary>Has every network thread pause once, as a busy machine does: what comes in the meantime has to wait.</summary>
    public void Stall(TimeSpan time)
    {
        foreach (Meter meter in _meters) meter.Stall(time);
    }

    /// <summary>Does something on a client's network thread, in its next round.</summary>
    public void RunOn(int client, Action action) => _meters[client].Do(action);

    internal override ISessionLoop Start(ISessionLoopClient client, SessionLoopOptions options)
    {
        var meter = new Meter(client);
        _meters.Add(meter);
        return NativePlatform.Instance.Start(meter, options);
    }

    private sealed class Meter(ISessionLoopClient client) : ISessionLoopClient
    {
        private long _bytes;
        private int _stall;
        private Action? _action;

        public long Bytes => Interlocked.Read(ref _bytes);

        public Timestamp NextTimeout => client.NextTimeout;

        public void Stall(TimeSpan time) => Volatile.Write(ref _stall, (int)time.TotalMilliseconds);

        public void Do(Action action) => Volatile.Write(ref _action, action);

        public void OnStarted(ISessionLoop loop) => client.OnStarted(loop);

        public void Run(Timestamp now)
        {
            client.Run(now);
            Interlocked.Exchange(ref _action, null)?.Invoke();
            int stall = Interlocked.Exchange(ref _stall, 0);
            if (stall > 0) Thread.Sleep(stall);
            Interlocked.Exchange(ref _bytes, GC.GetAllocatedBytesForCurrentThread());
        }

        public void OnNetworkChanged(Timestamp now) => client.OnNetworkChanged(now);

        public void OnStopping(string? reason) => client.OnStopping(reason);
    }
}
