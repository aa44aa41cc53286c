using System;
using System.Collections.Generic;

namespace P2PNet.Rtc
{
    /// <summary>
    /// A link to one peer, in the shape of W3C's RTCPeerConnection cut to data channels: the seam at which the built-in engine, the
    /// browser's and others can be exchanged. Descriptions and candidates are plain SDP text, so any WebRTC endpoint can be the peer.
    /// </summary>
    /// <remarks>
    /// Every call and every callback of the <see cref="IPeerConnectionObserver"/> happens on the thread of the
    /// <see cref="IPeerConnectionFactory"/> that made it: the network thread natively, the main thread in a browser. No call blocks.
    /// Callbacks may come within a call or later. After Failed or Closed, calls do nothing.
    /// </remarks>
    public interface IPeerConnection : IDisposable
    {
        /// <summary>Where the link stands.</summary>
        PeerConnectionState State { get; }

        /// <summary>What is known about the path and its traffic.</summary>
        PathStatistics Statistics { get; }

        /// <summary>Makes an offer and sets it as the local description; it arrives by <see cref="IPeerConnectionObserver.OnLocalDescription"/>.</summary>
        /// <param name="iceRestart">
        /// New ICE credentials, to find a path anew while the link stands (RFC 8445 §9), by either side at any time. The former path carries the data until
        /// there is a new one. Called again before the answer, it offers the same new credentials again.
        /// </param>
        void CreateOffer(bool iceRestart = false);

        /// <summary>
        /// Takes the peer's description. An offer is answered at once, by <see cref="IPeerConnectionObserver.OnLocalDescription"/>, also one that restarts ICE
        /// while the link stands. If it crosses a later offer of ours, that of the side which made the first offer of the link counts: that side passes the
        /// peer's over, the other side takes its own back.
        /// </summary>
        /// <exception cref="FormatException">The SDP cannot be used; the message says which line and why. The connection stays as it was.</exception>
        /// <exception cref="InvalidOperationException">An answer to no offer, or an offer while the first one of ours waits for its answer.</exception>
        void SetRemoteDescription(SessionDescription description);

        /// <summary>Takes a candidate of the peer, as <c>candidate:…</c> or <c>a=candidate:…</c>; empty means that no more will come (RFC 8838 §14).</summary>
        /// <exception cref="FormatException">The line cannot be read. A candidate of a kind that is not used (TCP) is ignored without an error.</exception>
        void AddIceCandidate(string candidate);

        /// <summary>Opens a data channel; before the link stands it waits in <see cref="DataChannelState.Connecting"/>.</summary>
        /// <exception cref="ArgumentException">The options contradict each other or the id is taken.</exception>
        IDataChannel CreateDataChannel(DataChannelOptions options);

        /// <summary>Ends the link and tells the peer. <see cref="IPeerConnectionObserver.OnStateChanged"/> says Closed; after that nothing is called.</summary>
        void Close();
    }

    /// <summary>Makes the links of one client; they share sockets, certificate and gathered candidates.</summary>
    public interface IPeerConnectionFactory : IDisposable
    {
        /// <summary>The pool that payloads are rented from.</summary>
        BufferPool Buffers { get; }

        /// <summary>
        /// Has these servers asked already, so that the next link finds its candidates gathered. Thread: the factory's. An engine that
        /// gathers for each link anew does nothing.
        /// </summary>
        /// <param name="iceServers">Those that links will name in <see cref="PeerConnectionOptions.IceServers"/>.</param>
        /// <param name="areLast">False where others will be named before a link is made; no end of candidates is announced until then.</param>
        void Prepare(IReadOnlyList<IceServer> iceServers, bool areLast = true);

        /// <summary>Makes a link. Thread: the factory's.</summary>
        IPeerConnection Create(PeerConnectionOptions options, IPeerConnectionObserver observer);
    }

    /// <summary>Hears what happens on one link. Every call comes on the factory's thread.</summary>
    public interface IPeerConnectionObserver
    {
        /// <summary>An offer or answer to pass to the peer.</summary>
        void OnLocalDescription(SessionDescription description);

        /// <summary>A candidate line to pass to the peer; empty when no more will come.</summary>
        void OnLocalCandidate(string candidate);

        /// <summary>The state changed; the failure is set exactly when it is <see cref="PeerConnectionState.Failed"/>.</summary>
        void OnStateChanged(PeerConnectionState state, LinkFailure? failure);

        /// <summary>The peer opened a channel by DCEP; it is open.</summary>
        void OnDataChannel(IDataChannel channel);

        /// <summary>A channel's state changed.</summary>
        void OnDataChannelStateChanged(IDataChannel channel);

        /// <summary>A whole message. The payload belongs to the observer, who disposes it.</summary>
        void OnMessage(IDataChannel channel, bool isString, PooledBuffer payload);

        /// <summary>A send buffer that answered <see cref="SendStatus.WouldBlock"/> has room again.</summary>
        void OnBufferedAmountLow(IDataChannel channel);
    }
}
