using System;
using System.Collections.Generic;
using P2PNet.Rtc.Sctp;

namespace P2PNet.Tests.Rtc.Sctp
{
    /// <summary>One side of a <see cref="SctpPair"/> and what happened on it.</summary>
    internal sealed class SctpEnd : IDisposable
    {
        public SctpEnd(string name, SctpAssociation association)
        {
            Name = name;
            Association = association;
        }

        public string Name { get; }

        public SctpAssociation Association { get; }

        public SctpEnd Peer { get; set; } = null!;

        /// <summary>Whether events are polled.</summary>
        public bool IsReading { get; set; } = true;

        public bool IsConnected { get; private set; }

        public string? Failure { get; private set; }

        /// <summary>Whether the failure was the other application's wish.</summary>
        public bool IsEndedByUser { get; private set; }

        public bool IsClosed { get; private set; }

        public List<(ushort Stream, byte[] Payload)> Messages { get; } = new List<(ushort, byte[])>();

        public List<SctpEvent> Events { get; } = new List<SctpEvent>();

        /// <summary>Every packet that it sent.</summary>
        public List<byte[]> Sent { get; } = new List<byte[]>();

        public long LinkFreeAt { get; set; }

        public void TakeEvents()
        {
            while (Association.TryPollEvent(out SctpEvent e))
            {
                switch (e.Kind)
                {
                    case SctpEventKind.MessageReceived:
                        Messages.Add((e.Stream.Value, e.Payload!.Span.ToArray()));
                        e.Payload.Dispose();
                        continue;
                    case SctpEventKind.Connected:
                        IsConnected = true;
                        break;
                    case SctpEventKind.Failed:
                        Failure = e.Reason;
                        IsEndedByUser = e.IsEndedByUser;
                        break;
                    case SctpEventKind.Closed:
                        IsClosed = true;
                        break;
                }

                Events.Add(e);
            }
        }

        public void Dispose()
        {
            TakeEvents();
            Association.Dispose();
        }
    }
}
