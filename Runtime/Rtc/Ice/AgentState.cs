using System.Collections.Generic;

namespace P2PNet.Rtc.Ice
{
    /// <summary>Where an <see cref="IceAgent"/> stands, what it counted and what it has to say.</summary>
    internal sealed class AgentState
    {
        private readonly Queue<IceEvent> _events = new Queue<IceEvent>();

        public AgentState(IceCounters counters) => Counters = counters;

        public IceState Current { get; private set; }

        public IceCounters Counters { get; }

        public bool IsOver => Current >= IceState.Retired;

        public void TransitionTo(IceState state, string? reason = null)
        {
            Current = state;
            _events.Enqueue(new IceEvent(IceEventKind.StateChanged, state, reason));
        }

        public void Raise(IceEventKind kind, bool wasSilent = false) => _events.Enqueue(new IceEvent(kind, Current, wasSilent: wasSilent));

        public bool TryPollEvent(out IceEvent e) => _events.TryDequeue(out e);
    }
}
