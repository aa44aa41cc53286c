using System.Collections.Generic;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>What a <see cref="P2PClient"/> runs in its loop: its session, and those that it is leaving.</summary>
    internal sealed class ClientLoop : ISessionLoopClient
    {
        private readonly object _gate = new object();
        private readonly Queue<SessionCore> _arriving = new Queue<SessionCore>();
        private readonly List<SessionCore> _sessions = new List<SessionCore>();
        private bool _stopped;
        private string? _stopReason;

        public Timestamp NextTimeout
        {
            get
            {
                Timestamp next = Timestamp.Never;
                foreach (SessionCore session in _sessions) next = Timestamp.Min(next, session.NextTimeout);
                return next;
            }
        }

        /// <summary>Has a session started at the next run; in a loop that has ended it fails at once. Thread: any; wake the loop afterwards.</summary>
        public void Add(SessionCore session)
        {
            lock (_gate)
            {
                if (!_stopped)
                {
                    _arriving.Enqueue(session);
                    return;
                }
            }

            session.Stop(_stopReason ?? "The client was disposed.");
        }

        void ISessionLoopClient.OnStarted(ISessionLoop loop)
        {
        }

        void ISessionLoopClient.Run(Timestamp now)
        {
            while (TryTakeArriving(out SessionCore? session))
            {
                _sessions.Add(session!);
                session!.Start(now);
            }

            for (int i = _sessions.Count - 1; i >= 0; i--)
            {
                _sessions[i].Run(now);
                if (_sessions[i].Phase == SessionPhase.Ended) _sessions.RemoveAt(i);
            }
        }

        void ISessionLoopClient.OnNetworkChanged(Timestamp now)
        {
            foreach (SessionCore session in _sessions) session.OnNetworkChanged(now);
        }

        void ISessionLoopClient.OnStopping(string? reason)
        {
            lock (_gate)
            {
                _stopped = true;
                _stopReason = reason;
            }

            while (TryTakeArriving(out SessionCore? session)) session!.Stop(reason);
            foreach (SessionCore session in _sessions) session.Stop(reason);
            _sessions.Clear();
        }

        private bool TryTakeArriving(out SessionCore? session)
        {
            lock (_gate) return _arriving.TryDequeue(out session);
        }
    }
}
