using System;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>Requests and their answers, for a <see cref="Session"/>: both halves, and what has to reach either. Thread: the game's, but for <see cref="Close"/>.</summary>
    internal sealed class SessionRequests
    {
        private readonly P2PClientOptions _options;
        private readonly SessionCounters _counters;
        private readonly SessionEvents _events;
        private readonly HandlerExceptions _exceptions;

        public SessionRequests(P2PClientOptions options, SessionSender sender, SessionCounters counters, ISessionLoop loop, SessionEvents events, HandlerExceptions exceptions)
        {
            _options = options;
            _counters = counters;
            _events = events;
            _exceptions = exceptions;
            Sender = new RequestSender(options, sender, counters, loop);
            Receiver = new RequestReceiver(options, sender, counters, exceptions);
        }

        public RequestSender Sender { get; }

        public RequestReceiver Receiver { get; }

        /// <summary>A frame that came in; any bytes. A continuation of the game's may throw.</summary>
        public void Handle(SessionEventKind kind, Peer peer, ReadOnlySpan<byte> frame)
        {
            ushort id = 0;
            bool isRead = kind switch
            {
                SessionEventKind.Request => Receiver.TryHandle(peer, frame, out id),
                SessionEventKind.Response => Sender.TryHandleResponse(peer, frame, out id),
                _ => Sender.TryHandleRefusal(peer, frame),
            };
            if (isRead) return;
            _counters.OnMalformed();
            _events.RejectMalformed(peer, id);
        }

        /// <summary>At the end of each poll: answers of handlers that are done, then what was not answered in time.</summary>
        public void Poll()
        {
            try
            {
                Receiver.Poll(_events.Peers);
                Sender.Poll();
            }
#pragma warning disable CA1031 // A continuation of the game's, which has to hear of it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _exceptions.Report(exception);
            }
        }

        /// <summary>After the game was told of it.</summary>
        public void OnEvent(in SessionEvent e)
        {
            switch (e.Kind)
            {
                case SessionEventKind.PeerDisconnected:
                    Sender.OnLinkOver(e.Peer!, (LinkFailure?)e.Detail, _exceptions.Report);
                    e.Peer!.Requests.OnLinkOver();
                    break;
                case SessionEventKind.PlayerLeft:
                    Sender.OnPlayerGone(e.Peer!, _exceptions.Report);
                    e.Peer!.Requests.OnLinkOver();
                    break;
            }
        }

        /// <summary>The session is over: who waits for an answer hears of it, on this thread. Thread: any.</summary>
        public void Close(string? reason)
        {
            Sender.Close(reason, LogAtEnd);
            try
            {
                Receiver.Close();
            }
#pragma warning disable CA1031 // Leaving never fails, whatever those do who hear of it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogAtEnd(exception);
            }
        }

        /// <summary>Nobody polls any more, so nobody else could hear it.</summary>
        private void LogAtEnd(Exception exception) => _options.Log?.Invoke("A continuation of a request threw as the session ended: " + exception);
    }
}
