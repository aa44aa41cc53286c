using System;
using P2PNet.Messages;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <content>The poll: where everything that came reaches the game.</content>
    public sealed partial class Session
    {
        /// <summary>
        /// Handles everything that happened since the last call: first events and reliable messages, in their order, then unreliable messages.
        /// Call it once a frame. It never waits, and what peers send never makes it throw; once the session is left it does nothing.
        /// </summary>
        /// <exception cref="InvalidOperationException">It was called within a handler.</exception>
        public void Poll()
        {
            if (_polling) throw new InvalidOperationException("Poll was called by one of the handlers that it calls, or on two threads at once. Call it once a frame, outside of handlers.");
            if (State == SessionState.Ended) return;
            _polling = true;
            try
            {
                // Only what is there now: messages that come in the meantime wait for the next frame. A handler may have left: then nothing follows.
                for (int i = _mailbox.EventCount; i > 0 && State != SessionState.Ended && _mailbox.TryTakeEvent(out SessionEvent e); i--) Handle(e);
                for (int i = _mailbox.UnreliableMessageCount; i > 0 && State != SessionState.Ended && _mailbox.TryTakeUnreliableMessage(out SessionEvent e); i--) Handle(e);
                if (State != SessionState.Ended) _requests.Poll();
                if (State != SessionState.Ended) _transfers.Deliver();
                if (_mailbox.IsOverflowed) OnRemoved("The game has not polled for so long that it lost track of the session. Call Session.Poll every frame.");
            }
            finally
            {
                _polling = false;
            }

            _exceptions.ThrowUnheard();
        }

        private void Handle(in SessionEvent e)
        {
            try
            {
                switch (e.Kind)
                {
                    case SessionEventKind.Message:
                        HandleMessage(e);
                        break;
                    case SessionEventKind.LargeMessage:
                        HandleLargeMessage(e.Peer!, (LargeMessage)e.Detail!);
                        break;
                    case SessionEventKind.TransferOffered:
                        _transfers.HandleOffer(e.Peer!, (IncomingTransfer)e.Detail!);
                        break;
                    case SessionEventKind.Removed:
                        OnRemoved((string)e.Detail!);
                        break;
                    case SessionEventKind.Request:
                    case SessionEventKind.Response:
                    case SessionEventKind.Refusal:
                        HandleFrame(e);
                        break;
                    default:
                        HandleEvent(e);
                        break;
                }
            }
#pragma warning disable CA1031 // Whatever a handler throws, the handlers of the next message have to run.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _exceptions.Report(exception);
            }
        }

        private void HandleLargeMessage(Peer peer, LargeMessage message)
        {
            using (message)
            {
                if (MessageSerializer.TryReadHeader(message.Payload.Span, sequenced: false, out MessageHeader header))
                {
                    // Not counted where the messages of the link are, so not taken off there.
                    Dispatch(peer, Delivery.ReliableOrdered, header.Id, message.Payload.Span.Slice(header.Length));
                    return;
                }

                _counters.OnMalformed();
                _events.RejectMalformed(peer, 0);
            }
        }

        private void HandleMessage(in SessionEvent e)
        {
            using var payload = (PooledBuffer)e.Detail!;
            if (e.IsReliable) e.Peer!.Traffic.Polled(payload.Length);
            Dispatch(e.Peer!, e.Delivery, e.MessageId, payload.Span.Slice(e.BodyOffset));
        }

        private void Dispatch(Peer peer, Delivery delivery, ushort messageId, ReadOnlySpan<byte> body)
        {
            // A peer that is gone has nothing more to say.
            if (!peer.IsConnected) return;
            Tap?.OnReceived(peer, delivery, messageId, body);
            switch (_dispatcher.Dispatch(peer, messageId, body))
            {
                case DispatchStatus.Delivered:
                    _counters.OnReceived();
                    break;
                case DispatchStatus.Unhandled:
                    _counters.OnUnhandled();
                    break;
                default:
                    _counters.OnMalformed();
                    _events.RejectMalformed(peer, messageId);
                    break;
            }
        }

        private void HandleFrame(in SessionEvent e)
        {
            using var payload = (PooledBuffer)e.Detail!;
            e.Peer!.Traffic.Polled(payload.Length);
            if (!e.Peer.IsConnected) return;
            Tap?.OnFrame(e.Peer, payload.Span, isSent: false);
            _requests.Handle(e.Kind, e.Peer, payload.Span.Slice(e.BodyOffset));
        }

        private void HandleEvent(in SessionEvent e)
        {
            Tap?.OnEvent(e);
            if (e.Kind == SessionEventKind.PeerConnected) e.Peer!.Requests.OnConnected();
            try
            {
                _events.Handle(e);
            }
            finally
            {
                _requests.OnEvent(e);
            }
        }

        private void OnRemoved(string reason)
        {
            if (State == SessionState.Ended) return;
            _events.StateReason = reason;
            Tap?.OnEnded(reason);
            // Left before anybody hears of it: whatever the handlers do, nothing stays behind.
            LeaveAsync();
            _events.End(reason);
        }
    }
}
