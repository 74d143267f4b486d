/** Python that moves the batch norms of a network `net` of PyTorch from where they begin: so none of them can be left out unseen. */
export const livelyNorms = `
for module in net.modules():
    if isinstance(module, torch.nn.BatchNorm2d):
        for tensor in (module.weight.data, module.running_var):
            tensor.uniform_(0.5, 1.5)
        for tensor in (module.bias.data, module.running_mean):
            tensor.normal_(0, 0.2)
`;
