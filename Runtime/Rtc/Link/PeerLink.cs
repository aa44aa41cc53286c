using System;
using P2PNet.Rtc.DataChannels;

namespace P2PNet.Rtc.Link
{
    /// <summary>
    /// One link to one peer: ICE finds the path, DTLS encrypts it, SCTP carries messages over it and data channels share it.
    /// Only this type knows all four.
    /// </summary>
    internal sealed class PeerLink
    {
        /// <summary>For whoever wraps the link: the object that stands for it above.</summary>
        public object? Tag { get; set; }

        public PeerConnectionState State => throw new NotImplementedException();

        public PathStatistics Statistics => throw new NotImplementedException();

        /// <inheritdoc cref="IPeerConnection.CreateOffer"/>
        public void CreateOffer(Timestamp now, bool iceRestart = false) => throw new NotImplementedException();

        /// <inheritdoc cref="IPeerConnection.SetRemoteDescription"/>
        public void SetRemoteDescription(Timestamp now, SessionDescription description) => throw new NotImplementedException();

        /// <inheritdoc cref="IPeerConnection.AddIceCandidate"/>
        public void AddIceCandidate(Timestamp now, string candidate) => throw new NotImplementedException();

        /// <inheritdoc cref="IPeerConnection.CreateDataChannel"/>
        public DataChannel CreateDataChannel(Timestamp now, DataChannelOptions options) => throw new NotImplementedException();

        /// <inheritdoc cref="IDataChannel.Send"/>
        public SendStatus Send(Timestamp now, DataChannel channel, PooledBuffer payload, bool isString = false) => throw new NotImplementedException();

        /// <inheritdoc cref="IDataChannel.BufferedAmount"/>
        public long BufferedAmountOf(DataChannel channel) => throw new NotImplementedException();

        /// <inheritdoc cref="IDataChannel.Close"/>
        public void CloseDataChannel(Timestamp now, DataChannel channel) => throw new NotImplementedException();

        /// <inheritdoc cref="IPeerConnection.Close"/>
        public void Close(Timestamp now) => throw new NotImplementedException();
    }
}
