FROM debian:12
COPY . /source
RUN cd /source \
 && scripts/setup build \
 && cmake --preset release -DBUILD_TESTING=OFF \
 && cmake --build --preset release \
 && cmake --install build/release \
 && apt-get install -y --no-install-recommends python3-pip python3-pytest python3-serial \
 && pip install --break-system-packages ./python \
 && rm -rf /source /var/lib/apt/lists/*
CMD ["espat"]
